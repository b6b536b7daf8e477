package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.testing.KafkaRecords.Received;
import io.serai.testing.TestDatabase;
import io.serai.testing.TestKafka;
import io.serai.testing.TestStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code serai files generate} and {@code generate-single}, on a real bucket and broker. */
@Timeout(120)
class FilesGenerateTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();
  @RegisterExtension static final TestKafka KAFKA = new TestKafka();
  @RegisterExtension static final TestStore STORE = new TestStore();

  private static final String TIME = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z";

  @TempDir private Path folder;

  private FilesCase files;

  @BeforeEach
  void connect() {
    files = new FilesCase(DATABASE, KAFKA, STORE);
  }

  private void assertScan(JsonNode scan, int listed, int tasks) {
    assertThat(scan.path("listed").asInt()).as(scan.toString()).isEqualTo(listed);
    assertThat(scan.path("tasks").asInt()).as(scan.toString()).isEqualTo(tasks);
    assertThat(scan.path("known").asInt()).as(scan.toString()).isEqualTo(listed - tasks);
  }

  private Received task(List<Received> tasks, String key) {
    return tasks.stream()
        .filter(task -> key.equals(FilesCase.tree(task.value()).path("key").asText()))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no task of " + key + " in " + tasks));
  }

  @Test
  void should_send_the_message_of_the_guide_when_a_bucket_is_scanned() {
    String etag = files.put("data/in put.csv", "a,b\n1,2\n");
    files.put("data/销售 #1.json", "{}");
    files.put("folder/", "");

    assertScan(files.json("files", "generate"), 2, 2);

    Received sent = task(files.tasks(2), "data/in put.csv");
    String modified =
        files
            .head(files.source(), "data/in put.csv")
            .lastModified()
            .truncatedTo(ChronoUnit.SECONDS)
            .toString();
    assertThat(sent.value())
        .matches(
            """
            \\{"key":"data/in put.csv","bucket":"%s","size":8,"last_modified":"%s",\
            "generated_at":"%s"\\}\
            """
                .formatted(files.source(), modified, TIME));
    assertThat(sent.key()).isEqualTo(files.source() + "/data/in put.csv");
    assertThat(sent.headers())
        .isEqualTo(
            Map.of("serai-id", files.source() + "/data/in put.csv@" + etag, "serai-etag", etag));
    assertThat(task(files.tasks(2), "data/销售 #1.json").key())
        .isEqualTo(files.source() + "/data/销售 #1.json");
  }

  @Test
  void should_make_no_second_task_until_the_object_changes() {
    files.put("a.csv", "a\n1\n");
    files.put("b.csv", "b\n1\n");
    assertScan(files.json("files", "generate"), 2, 2);

    assertScan(files.json("files", "generate"), 2, 0);
    files.put("b.csv", "b\n2\n");
    assertScan(files.json("files", "generate"), 2, 1);
    assertScan(files.json("files", "generate", "--force"), 2, 2);
    assertScan(files.json("files", "generate"), 2, 0);

    assertThat(files.tasks(5))
        .extracting(task -> task.headers().get("serai-id"))
        .doesNotHaveDuplicates();
  }

  @Test
  void should_scan_only_what_is_wanted_when_prefix_and_bucket_are_given() {
    files.put("data/2024/08/a.csv", "a");
    files.put("data/2024/09/b.csv", "b");
    String other = STORE.createBucket();

    assertScan(
        files.json(
            "files", "generate", "-s", "FILE_PREFIX=data/2024/08/", "-s", "DEST_BUCKET=one-more"),
        1,
        1);
    assertScan(
        files.json("files", "generate", "--prefix", "data/2024/09/", "--dest-bucket", "x-y-z"),
        1,
        1);
    assertScan(files.json("files", "generate", "--bucket", other), 0, 0);

    List<Received> tasks = files.tasks(2);
    assertThat(task(tasks, "data/2024/08/a.csv").value())
        .contains(
            "\"bucket\":\"%s\",\"dest_bucket\":\"one-more\",\"size\"".formatted(files.source()));
    assertThat(task(tasks, "data/2024/09/b.csv").value()).contains("\"dest_bucket\":\"x-y-z\"");
  }

  @Test
  void should_go_on_where_it_stopped_when_the_tasks_are_limited() {
    for (int i = 0; i < 5; i++) {
      files.put("f" + i, "text");
    }
    files.with("MAX_FILES", 2);

    JsonNode first = files.json("files", "generate");
    JsonNode second = files.json("files", "generate");
    JsonNode third = files.json("files", "generate", "--max-files", "10");

    assertThat(first.path("tasks").asInt()).isEqualTo(2);
    assertThat(first.path("resumed").asBoolean()).isFalse();
    assertThat(second.path("tasks").asInt()).isEqualTo(2);
    assertThat(second.path("resumed").asBoolean()).isTrue();
    assertScan(third, 5, 1);
    assertScan(files.json("files", "generate", "--max-files", "10"), 5, 0);
    assertThat(files.tasks(5)).extracting(Received::key).doesNotHaveDuplicates();
  }

  @Test
  void should_make_tasks_of_listed_keys_when_a_file_of_keys_is_given() throws IOException {
    files.put("a.csv", "a");
    files.put("销售.csv", "b");
    Path keys =
        Files.writeString(folder.resolve("keys.txt"), "\uFEFFa.csv\r\n\nnot-there.csv\n销售.csv");

    Cli.Result result = files.run("files", "generate", "--json", "--keys", keys.toString());

    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.ITEMS_FAILED);
    assertThat(FilesCase.tree(result.out()))
        .isEqualTo(
            FilesCase.tree("{\"tasks\":2,\"missing\":[\"not-there.csv\"],\"missing in all\":1}"));
    assertThat(files.tasks(2))
        .extracting(Received::key)
        .containsExactlyInAnyOrder(files.source() + "/a.csv", files.source() + "/销售.csv");
  }

  @Test
  void should_leave_nothing_new_without_a_task_when_a_forced_scan_stopped_on_the_way() {
    for (int i = 0; i < 5; i++) {
      files.put("f" + i, "text");
    }
    assertScan(files.json("files", "generate", "--max-files", "4"), 4, 4);
    assertScan(files.json("files", "generate", "--force", "--max-files", "3"), 3, 3);
    files.put("a-new", "text");

    JsonNode plain = files.json("files", "generate");

    assertScan(plain, 6, 2);
    assertScan(files.json("files", "generate"), 6, 0);
    JsonNode forced = files.json("files", "generate", "--force");
    assertScan(forced, 2, 2);
    assertThat(forced.path("resumed").asBoolean()).isTrue();
  }

  @Test
  void should_make_no_task_of_a_result_when_results_go_into_the_bucket_that_is_scanned() {
    files.put("a.csv", "a\n1\n");
    String beside = "DEST_BUCKET=" + files.source();
    assertScan(files.json("files", "generate", "-s", beside), 1, 1);
    assertThat(files.run("files", "worker", "--once").code()).isEqualTo(ExitCode.DONE);
    assertThat(files.keys(files.source())).hasSize(2);

    assertThat(files.json("files", "verify", "-s", beside).path("objects").asInt()).isEqualTo(1);
    assertThat(files.json("files", "verify").path("objects").asInt()).isEqualTo(1);
    assertScan(files.json("files", "generate", "-s", beside), 1, 0);
    assertScan(files.json("files", "generate"), 1, 0);
  }

  @Test
  void should_keep_blanks_of_a_key_and_the_order_when_keys_are_listed() throws IOException {
    List<String> wanted = IntStream.range(0, 30).mapToObj(i -> (29 - i) + " ").toList();
    wanted.forEach(key -> files.put(key, "a"));
    Path keys = Files.write(folder.resolve("keys.txt"), wanted);

    JsonNode most = files.json("files", "generate", "--keys", keys.toString(), "--max-files", "3");
    Cli.Result forced =
        files.run(
            "files",
            "generate",
            "--keys",
            keys.toString(),
            "--force",
            "-s",
            "MAX_FILES=27",
            "--dest-bucket",
            "results");

    assertThat(most.path("tasks").asInt()).isEqualTo(3);
    assertThat(forced.err())
        .contains("As many tasks are made as MAX_FILES allows, none of 2  and")
        .contains("There is no bucket results for the results");
    assertThat(files.tasks(30))
        .extracting(Received::key)
        .containsAll(
            wanted.subList(0, 27).stream().map(key -> files.source() + "/" + key).toList());
  }

  @Test
  void should_name_some_and_count_all_when_many_listed_keys_are_missing() throws IOException {
    Path keys =
        Files.write(
            folder.resolve("keys.txt"), IntStream.range(0, 600).mapToObj(i -> "k" + i).toList());

    Cli.Result result = files.run("files", "generate", "--json", "--keys", keys.toString());

    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.ITEMS_FAILED);
    JsonNode done = FilesCase.tree(result.out());
    assertThat(done.path("missing in all").asInt()).isEqualTo(600);
    assertThat(done.path("missing")).hasSize(ListedKeys.MOST_NAMED);
    assertThat(done.path("missing").get(99).asText()).isEqualTo("k99");
  }

  @Test
  void should_explain_when_keys_are_listed_with_what_only_scans_have() throws IOException {
    String keys = Files.writeString(folder.resolve("keys.txt"), "a.csv").toString();

    Cli.Result prefix = files.run("files", "generate", "--keys", keys, "--prefix", "data/");
    Cli.Result restart = files.run("files", "generate", "--keys", keys, "--restart");
    Cli.Result bucket = files.run("files", "generate", "--keys", keys, "--bucket", "no-such-b");

    assertThat(prefix.code()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(prefix.err()).contains("leave out --prefix, or --keys");
    assertThat(restart.code()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(restart.err()).contains("leave out --restart, or --keys");
    assertThat(bucket.code()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(bucket.err()).contains("the bucket no-such-b does not exist");
  }

  @Test
  void should_read_keys_from_standard_input_when_asked() {
    files.put("a.csv", "a");
    InputStream before = System.in;
    System.setIn(new ByteArrayInputStream("a.csv\n".getBytes(StandardCharsets.UTF_8)));
    try {
      assertThat(files.json("files", "generate", "--keys", "-").path("tasks").asInt()).isEqualTo(1);
    } finally {
      System.setIn(before);
    }
    assertThat(files.tasks(1)).hasSize(1);
  }

  @Test
  void should_name_the_destination_when_a_single_task_is_made() {
    files.put("urgent/data.csv", "a");

    JsonNode first =
        files.json("files", "generate-single", "urgent/data.csv", "--dest-key", "x.json");
    files.with("DEST_KEY", "processed/data.json").with("SINGLE_FILE", "urgent/data.csv");
    JsonNode second = files.json("files", "generate-single", "--dest-bucket", "results");

    assertThat(first.path("bucket").asText()).isEqualTo(files.source());
    assertThat(first.path("key").asText()).isEqualTo("urgent/data.csv");
    assertThat(first.path("size").asInt()).isEqualTo(1);
    List<Received> tasks = files.tasks(2);
    assertThat(tasks)
        .extracting(task -> task.headers().get("serai-id"))
        .containsExactly(first.path("task").asText(), second.path("task").asText());
    assertThat(tasks.get(1).value())
        .contains("\"dest_bucket\":\"results\",\"dest_key\":\"processed/data.json\",\"size\":1");
    assertThat(tasks.get(0).value())
        .doesNotContain("dest_bucket")
        .contains("\"dest_key\":\"x.json\"");
    assertThat(files.run("files", "generate-single", "--dest-bucket", "results").err())
        .contains("There is no bucket results for the results");
  }

  @Test
  void should_explain_when_there_is_no_such_object() {
    Cli.Result missing = files.run("files", "generate-single", "nope.csv");
    Cli.Result nameless = files.run("files", "generate-single");

    assertThat(missing.code()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(missing.err())
        .contains(
            "There is no object nope.csv in bucket %s: check SINGLE_FILE and SOURCE_BUCKET"
                .formatted(files.source()));
    assertThat(nameless.code()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(nameless.err()).contains("SINGLE_FILE is missing");
  }

  @Test
  void should_explain_when_the_storage_refuses() {
    Cli.Result bucket = files.run("files", "generate", "--bucket", "no-such-bucket");
    Cli.Result single =
        files.run("files", "generate-single", "a.csv", "--bucket", "no-such-bucket");
    files.with("OBS_SECRET_KEY", "wrong");
    Cli.Result keys = files.run("files", "generate");

    assertThat(bucket.code()).as(bucket.err()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(bucket.err()).contains("the bucket no-such-bucket does not exist");
    assertThat(single.code()).as(single.err()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(single.err()).contains("the bucket no-such-bucket does not exist");
    assertThat(keys.code()).as(keys.err()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(keys.err()).contains("check OBS_SECRET_KEY");
  }

  @Test
  void should_explain_when_no_broker_answers() {
    files.put("a.csv", "a");
    files.with("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + TestService.freePort());

    Cli.Result result = files.run("files", "generate");

    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(result.err()).contains("KAFKA_BOOTSTRAP_SERVERS");
  }
}
