package io.serai.files.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.config.Setting;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextFileParserTest {

  @Test
  void should_count_when_a_text_is_parsed() throws IOException {
    assertThat(Parsing.plain().json("a.txt", "你好 世界\r\n\r\nab\u3000c 😀x\rend").toString())
        .isEqualTo(
            "{\"lines\":4,\"words\":6,\"characters\":20,\"bytes\":33,\"longest_line\":7,"
                + "\"encoding\":\"UTF-8\"}");
  }

  @ParameterizedTest
  @CsvSource({"'x',1,1,1", "'\n',1,0,0", "'\n\n',2,0,0", "'x\n',1,1,1", "'a\r\nb',2,2,1"})
  void should_count_lines_whether_or_not_the_last_is_ended(
      String content, int lines, int words, int longest) throws IOException {
    JsonNode result = Parsing.plain().json("a.md", content);
    assertThat(result.get("lines").asInt()).isEqualTo(lines);
    assertThat(result.get("words").asInt()).isEqualTo(words);
    assertThat(result.get("longest_line").asInt()).isEqualTo(longest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\uFEFF"})
  void should_refuse_a_file_when_nothing_is_in_it(String content) {
    for (String name : new String[] {"a.txt", "a.log", "a.unknown"}) {
      InvalidFileException fault =
          catchThrowableOfType(
              InvalidFileException.class, () -> Parsing.plain().json(name, content));
      assertThat(fault.code()).isEqualTo("EMPTY_FILE");
    }
  }

  @Test
  void should_count_a_line_when_it_is_longer_than_what_others_hold() throws IOException {
    Parsing parsing = Parsing.plain().with(Setting.FILES_MAX_LINE, 10);
    assertThat(parsing.json("a.txt", "y".repeat(100_000)).get("longest_line").asInt())
        .isEqualTo(100_000);
  }

  @Test
  void should_count_levels_and_find_times_when_a_log_is_parsed() throws IOException {
    JsonNode result =
        Parsing.plain()
            .json(
                "app.log",
                """
                2025-08-25 12:00:00,123 INFO  [main] io.serai - no ERROR here
                2025-08-25 12:00:01,000 WARNING low disk
                \tat io.serai.Error(Error.java:1)
                {"timestamp":"2025-08-25T12:00:02.5Z","level":"error","event":"处理失败"}
                [warn] an error of someone
                2025-08-25T12:00:03+08:00 FATAL bye
                last words
                """);
    assertThat(result.get("levels").toString())
        .isEqualTo("{\"ERROR\":1,\"FATAL\":1,\"INFO\":1,\"WARN\":2}");
    assertThat(result.get("first_timestamp").asText()).isEqualTo("2025-08-25 12:00:00,123");
    assertThat(result.get("last_timestamp").asText()).isEqualTo("2025-08-25T12:00:03+08:00");
    assertThat(result.get("lines").asInt()).isEqualTo(7);
  }

  @ParameterizedTest
  @ValueSource(strings = {"25/Aug/2025:12:00:00 +0800", "Aug  5 12:00:00", "2025/08/25 12:00:00.5"})
  void should_know_the_time_when_a_log_writes_it_otherwise(String time) throws IOException {
    JsonNode result = Parsing.plain().json("a.log.1", "1.2.3.4 - - [" + time + "] \"GET /\"\n");
    assertThat(result.get("first_timestamp").asText()).isEqualTo(time);
  }

  @Test
  void should_say_nothing_of_times_when_a_log_has_none() throws IOException {
    JsonNode result = Parsing.plain().json("a.log", "hello\n");
    assertThat(result.get("levels")).isEmpty();
    assertThat(result.get("first_timestamp").isNull()).isTrue();
  }
}
