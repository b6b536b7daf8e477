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
        .isEqualTo("{\"ERROR\":1,\"FATAL\":1,\"INFO\":1,\"WARN\":1}");
    assertThat(result.get("first_timestamp").asText()).isEqualTo("2025-08-25 12:00:00,123");
    assertThat(result.get("last_timestamp").asText()).isEqualTo("2025-08-25T12:00:03+08:00");
    assertThat(result.get("lines").asInt()).isEqualTo(7);
  }

  private static String levels(String log) throws IOException {
    return Parsing.plain().json("a.log", log).get("levels").toString();
  }

  @Test
  void should_count_records_alone_when_stack_traces_name_levels() throws IOException {
    String trace =
        """
        java.lang.RuntimeException: ERROR in x
        \tat io.serai.X.run(X.java:1)
        Caused by: java.sql.SQLException: FATAL: too many connections
        """;
    String counted = "{\"ERROR\":1,\"INFO\":1}";
    assertThat(
            levels("2025-08-25 12:00:00 ERROR failed\n" + trace + "2025-08-25 12:00:01 INFO on\n"))
        .isEqualTo(counted);
    assertThat(levels("12:00:00.123 [main] ERROR c.e.A - no\n" + trace + "12:00:01.5 [x] INFO y"))
        .isEqualTo(counted);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      delimiter = '~',
      value = {
        "2025-08-25 12:00:00 ␛[31mERROR␛[0m x ~ ERROR",
        "␛[1;33mWARN␛[m 2025-08-25 12:00:00 x ~ WARN",
        "2025/08/25 12:00:00 [crit] 7#7: *1 connect() ~ CRITICAL",
        "2025/08/25 12:00:00 [emerg] 1#1: bind() ~ EMERGENCY",
        "2025-08-25 12:00:00.123 +08:00 [ERR] x ~ ERROR",
        "[12:00:00 INF] x ~ INFO",
        "2025-08-25 12:00:00,123 - io.serai.Main - DEBUG - no ERROR ~ DEBUG",
        "[2025-08-25 12:00:00,123: WARNING/MainProcess] x ~ WARN",
        "25-Aug-2025 12:00:00.123 SEVERE [main] x ~ SEVERE",
        "[Mon Aug 25 12:00:00.1 2025] [core:error] [pid 1] x ~ ERROR",
        "time=`2025-08-25T12:00:00Z` level=warning msg=x ~ WARN",
        "{`msg`:`error: no`,`time`:`2025-08-25T12:00:00Z`,`severity`:`Information`} ~ INFO",
        "{`@timestamp`:`2025-08-25T12:00:00Z`,`log.level`: `debug`,`error`:`x`} ~ DEBUG",
        "ERROR:root:x ~ ERROR",
        "[warn] an error of someone ~ WARN"
      })
  void should_find_the_level_when_a_log_writes_it_in_its_way(String line, String level)
      throws IOException {
    assertThat(levels(line.replace('`', '"').replace('␛', (char) 27) + "\n"))
        .isEqualTo("{\"" + level + "\":1}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.2.3.4 - - [25/Aug/2025:12:00:00 +0800] \"GET /ERROR HTTP/1.0\" 200 5",
        "1.2.3.4 - - [25/Aug/2025:12:00:00 +0800] \"GET /?level=ERROR HTTP/1.0\" 200 5",
        "2025-08-25 12:00:00 GET /ERROR 404",
        "2025-08-25 12:00:00 NON-FATAL x.ERROR MAX_ERROR Error errors=0 ERROR_CODE=1",
        "{\"time\":\"2025-08-25T12:00:00Z\",\"msg\":\"FATAL\",\"error\":\"WARN\"}"
      })
  void should_find_no_level_when_a_line_only_mentions_the_word(String line) throws IOException {
    assertThat(levels(line + "\n")).isEqualTo("{}");
  }

  @Test
  void should_count_all_lines_when_few_have_a_time_that_is_understood() throws IOException {
    String record = "1692960000 INFO done\n";
    assertThat(levels(record.repeat(50) + "2025-08-25 12:00:00 WARN x\n"))
        .isEqualTo("{\"INFO\":50,\"WARN\":1}");
    String json = "{\"level\":\"info\",\"ts\":1692960000.5,\"msg\":\"x\"}\n";
    assertThat(levels(json.repeat(50) + json.replace("x", "since 2025-08-25 12:00")))
        .isEqualTo("{\"INFO\":51}");
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
