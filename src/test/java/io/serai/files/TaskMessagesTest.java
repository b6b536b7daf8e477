package io.serai.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages of the tasks topic, as requirement 003 shows them. */
class TaskMessagesTest {

  private static final String GUIDE =
      """
      {"key":"data/input.csv","bucket":"source-bucket","dest_bucket":"processed-bucket",\
      "dest_key":"processed/input.csv.json","size":1024,"last_modified":"2025-08-25T12:00:00Z",\
      "generated_at":"2025-08-25T12:05:00Z"}""";

  private final TaskMessages messages = new TaskMessages("input-files", "processed-files");

  @Test
  void should_be_the_json_of_the_guide_when_written_and_the_same_task_when_read()
      throws InvalidTaskException {
    FileTask task =
        new FileTask(
            "data/input.csv",
            "source-bucket",
            "processed-bucket",
            "processed/input.csv.json",
            1024L,
            "2025-08-25T12:00:00Z",
            "2025-08-25T12:05:00Z");

    assertThat(TaskMessages.write(task)).isEqualTo(GUIDE);
    assertThat(messages.read(GUIDE)).isEqualTo(task);
  }

  @Test
  void should_leave_out_what_is_not_known_when_written() {
    FileTask task = new FileTask("k", "b", null, null, null, null, null);

    assertThat(TaskMessages.write(task)).isEqualTo("{\"key\":\"k\",\"bucket\":\"b\"}");
  }

  @Test
  void should_fill_in_the_settings_when_only_the_key_is_there() throws InvalidTaskException {
    FileTask task =
        messages.read(" {\"key\": \"数据/a b.csv\", \"dest_key\": null, \"unknown\": [1]} ");

    assertThat(task)
        .isEqualTo(
            new FileTask(
                "数据/a b.csv",
                "input-files",
                "processed-files",
                "数据/a b.csv.parsed.json",
                null,
                null,
                null));
    assertThat(task.source()).isEqualTo("input-files/数据/a b.csv");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                                      | the message is empty
          ' '                                     | the message is empty
          hello                                   | the message is not JSON (Unrecognized token 'hello'
          {"key": "a"                             | the message is not JSON (Unexpected end-of-input
          {"key": "a"} {}                         | the message is not JSON (Trailing token
          ["a"]                                   | the message is no JSON object such as {"key": "data/input.csv"}: ["a"]
          null                                    | the message is no JSON object
          {"bucket": "abc"}                       | the message has no "key": {"bucket": "abc"}
          {"key": null}                           | the message has no "key"
          {"key": 7}                              | "key" must be a text and is number
          {"key": ""}                             | "key" is no key of an object (1 to 1,024 bytes of UTF-8 without NUL) but 0 bytes
          {"key": "a\\u0000b"}                    | without NUL) but 3 bytes: a�b
          {"key": "a\\ud83d"}                     | "key" is no key of an object
          {"key": "a", "dest_key": ""}            | "dest_key" is no key of an object
          {"key": "a", "dest_key": "b\\u0000"}    | "dest_key" is no key of an object
          {"key": "a", "dest_key": {}}            | "dest_key" must be a text and is object
          {"key": "a", "bucket": "Upper"}         | "bucket" is no name of a bucket (3 to 63 of a-z, 0-9, dot and -): Upper
          {"key": "a", "bucket": "ab"}            | "bucket" is no name of a bucket
          {"key": "a", "dest_bucket": "a/b"}      | "dest_bucket" is no name of a bucket
          {"key": "a", "dest_bucket": false}      | "dest_bucket" must be a text and is boolean
          {"key": "a", "size": "7"}               | "size" must be a number of bytes and is "7"
          {"key": "a", "size": -1}                | "size" must be a number of bytes and is -1
          {"key": "a", "size": 1.5}               | "size" must be a number of bytes and is 1.5
          {"key": "a", "size": 1e400}             | "size" must be a number of bytes and is
          {"key": "a", "size": 9999999999999999999} | "size" must be a number of bytes and is 9999999999999999999
          {"key": "a", "last_modified": 5}        | "last_modified" must be a text and is number
          {"key": "a", "dest_bucket": "input-files", "dest_key": "a"} | the result would overwrite its source input-files/a: name another dest_bucket or dest_key
          """)
  void should_say_what_is_wrong_when_it_is_no_task(String message, String why) {
    assertThatThrownBy(() -> messages.read(message))
        .isInstanceOf(InvalidTaskException.class)
        .hasMessageContaining(why);
  }

  @Test
  void should_take_a_key_of_1024_bytes_when_the_result_has_a_shorter_one()
      throws InvalidTaskException {
    String longest = "文".repeat(341) + "x";
    assertThat(messages.read("{\"key\":\"" + longest + "\",\"dest_key\":\"r\"}").key())
        .isEqualTo(longest);

    assertThatThrownBy(() -> messages.read("{\"key\":\"" + longest + "\"}"))
        .as("with .parsed.json behind it")
        .hasMessageStartingWith("the key is too long for a result beside it (1036 bytes")
        .hasMessageContaining("name a \"dest_key\"");
    assertThatThrownBy(() -> messages.read("{\"key\":\"" + longest + "x\",\"dest_key\":\"r\"}"))
        .hasMessageStartingWith("\"key\" is no key")
        .hasMessageContaining("1025 bytes");
  }

  @Test
  void should_show_the_beginning_on_one_line_when_a_bad_message_is_long() {
    String line = "\n\tx\0";
    assertThatThrownBy(() -> messages.read(line + "😀".repeat(500_000)))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(300).endsWith("…"))
        .satisfies(e -> assertThat(e.getMessage()).doesNotContainPattern("[\\p{Cntrl}\\p{Cs}]"));
  }

  @Test
  void should_show_the_beginning_when_a_wrong_size_is_long() {
    assertThatThrownBy(
            () -> messages.read("{\"key\":\"a\",\"size\":\"" + "7".repeat(900_000) + "\"}"))
        .hasMessageContaining("\"size\" must be a number of bytes")
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200).endsWith("…"));
  }

  @Test
  void should_say_so_when_a_message_is_nested_without_end() {
    assertThatThrownBy(() -> messages.read("{\"key\":" + "[".repeat(100_000)))
        .isInstanceOf(InvalidTaskException.class)
        .hasMessageContaining("the message is not JSON");
  }

  @Test
  void should_tell_records_apart_when_a_topic_was_made_anew() {
    TaskMessage.Position position = new TaskMessage.Position("tasks", 3, 42);

    assertThat(new TaskMessage(position, 1_756_000_000_000L, "", null, null).version())
        .isEqualTo("tasks-3-42-" + Long.toString(1_756_000_000_000L, 36))
        .isNotEqualTo(new TaskMessage(position, 1_756_000_000_001L, "", null, null).version());
  }

  @Test
  void should_tell_of_what_file_a_refused_message_is_as_far_as_it_can() {
    TaskMessages messages = new TaskMessages("in", "out");

    assertThat(messages.sketch("{\"key\":\"a\",\"bucket\":\"No_Bucket\"}").source())
        .isEqualTo("No_Bucket/a");
    assertThat(messages.sketch("{\"key\":\"a\",\"size\":-1}").source()).isEqualTo("in/a");
    for (String silent :
        List.of("", "no JSON", "[]", "{\"key\":7}", "{\"key\":\"" + "x".repeat(1025) + "\"}")) {
      assertThat(messages.sketch(silent).key()).as(silent).isNull();
      assertThat(messages.sketch(silent).bucket()).as(silent).isNull();
    }
  }
}
