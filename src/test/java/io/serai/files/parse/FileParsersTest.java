package io.serai.files.parse;

import static io.serai.files.parse.Parsing.gzip;
import static io.serai.files.parse.Parsing.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.config.Setting;
import io.serai.config.SettingsException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileParsersTest {

  @ParameterizedTest
  @CsvSource({
    "data/a.CSV,csv",
    "a.tsv,csv",
    "a.json.gz,json",
    "a.ndjson,jsonl",
    "dir.json/app.log,log",
    "app.log.3,log",
    "app.log-20250825.gz,log",
    "README.md,text"
  })
  void should_go_by_the_name_when_it_is_known(String key, String parser) throws IOException {
    byte[] content = utf8(parser.startsWith("json") ? "{\"a\":1}" : "a\n1\n");
    assertThat(Parsing.plain().chosen(key, key.endsWith("gz") ? gzip(content) : content))
        .isEqualTo(parser);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      delimiter = '|',
      value = {
        "' [1, 2]' | json",
        "'{\"a\":\n1}' | json",
        "'{\"a\":1}\n{\"a\":2}' | jsonl",
        "'a;b\n1;2' | csv",
        "'a,b\n1,\"x,y\"\n\n3,4\n' | csv",
        "'Dear Ann, hello\nI am here, too\n' | text",
        "'Dear Ann, hello\nI am, as I said, here\nBye, Bob' | text",
        "'[2025-08-25 12:00:00] hi\n2025-08-25T12:00:01Z bye' | log",
        "'[main] started\n{x}' | text",
        "'x' | text",
        "'<xml/>' | text",
        "'名;值\n甲;1\n' | csv"
      })
  void should_look_at_the_content_when_the_name_says_nothing(String content, String parser)
      throws IOException {
    assertThat(Parsing.plain().chosen("data/unknown", utf8(content))).isEqualTo(parser);
    assertThat(Parsing.plain().chosen("a.dat.gz", gzip(utf8(content)))).isEqualTo(parser);
    assertThat(Parsing.plain().chosen("a.1", content.getBytes(CharsetGuess.GB18030)))
        .isEqualTo(parser);
  }

  @Test
  void should_look_at_the_content_when_it_is_longer_than_the_look() throws IOException {
    assertThat(Parsing.plain().chosen("a", utf8("{\"a\":[" + "1,".repeat(9000) + "1]}")))
        .isEqualTo("json");
    assertThat(Parsing.plain().chosen("a", utf8("a,b\n" + "1,2\n".repeat(9000)))).isEqualTo("csv");
  }

  @ParameterizedTest
  @CsvSource({
    "a.xlsx,504B0304140006000800,Excel or Word",
    "a.pdf,255044462D312E37,a PDF document",
    "a.bin,0001020304,no text"
  })
  void should_say_what_it_is_when_no_parser_knows_the_format(String key, String hex, String what) {
    InvalidFileException fault =
        catchThrowableOfType(
            InvalidFileException.class,
            () -> Parsing.plain().bytes(key, HexFormat.of().parseHex(hex)));
    assertThat(fault.code()).isEqualTo("UNSUPPORTED_FORMAT");
    assertThat(fault).hasMessageContaining(what).hasMessageContaining("DBC_FACTORY");
  }

  @Test
  void should_take_the_named_parser_when_one_is_set() throws IOException {
    Parsing text = Parsing.plain().with(Setting.FILES_PARSER, "Text");
    assertThat(text.chosen("a.csv", utf8("a,b\n1\n"))).isEqualTo("text");
    assertThat(text.json("a.csv.gz", gzip(utf8("abc"))).get("bytes").asInt()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.csv", "a.csv.gz", "a"})
  void should_change_no_byte_when_files_are_copied(String key) throws IOException {
    Parsing copy = Parsing.plain().with(Setting.FILES_PARSER, "copy");
    for (byte[] content : new byte[][] {{}, {0, 1, 2, -1}, gzip(utf8("x"))}) {
      assertThat(copy.bytes(key, content)).isEqualTo(content);
    }
  }

  @Test
  void should_name_the_parsers_when_the_set_one_does_not_exist() {
    Parsing parsing = Parsing.plain().with(Setting.FILES_PARSER, "excel");
    assertThatThrownBy(parsing::parsers)
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("FILES_PARSER=excel: there is no such parser")
        .hasMessageContaining("auto, csv, json, jsonl, log, text, copy");
  }

  @Test
  void should_leave_both_streams_open_when_a_file_is_parsed() throws IOException {
    AtomicInteger closed = new AtomicInteger();
    InputStream source =
        new ByteArrayInputStream(gzip(utf8("a\n1\n"))) {
          @Override
          public void close() {
            closed.incrementAndGet();
          }
        };
    ByteArrayOutputStream result =
        new ByteArrayOutputStream() {
          @Override
          public void close() {
            closed.incrementAndGet();
          }
        };
    try (FileParsers parsers = Parsing.plain().parsers()) {
      parsers.parse("a.csv", source, result);
      assertThat(parsers.localParser("a.csv")).isEmpty();
    }
    assertThat(result.toString(StandardCharsets.UTF_8)).endsWith("}\n");
    assertThat(closed).hasValue(0);
  }
}
