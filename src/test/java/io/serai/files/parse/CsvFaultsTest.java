package io.serai.files.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.serai.config.Setting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvFaultsTest {

  private static InvalidFileException fault(String content) {
    return fault(Parsing.plain(), content);
  }

  private static InvalidFileException fault(Parsing parsing, String content) {
    return catchThrowableOfType(InvalidFileException.class, () -> parsing.json("a.csv", content));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\uFEFF", "\n", " \r\n\t\n"})
  void should_refuse_a_file_when_nothing_is_in_it(String content) {
    assertThat(fault(content).code()).isEqualTo("EMPTY_FILE");
    assertThat(fault(content)).hasMessage("the file is empty: there is nothing to parse");
  }

  @Test
  void should_name_the_line_and_both_counts_when_a_row_is_ragged() {
    InvalidFileException shorter = fault("a,b,c\n\"1\n1\",2,3\n\n1,2\n");
    assertThat(shorter.code()).isEqualTo("RAGGED_ROW");
    assertThat(shorter).hasMessageContaining("line 5 has 2 fields but the header has 3");
    assertThat(fault("a,b\r\n1,2\r\n1,2,3\r\n"))
        .hasMessageContaining("line 3 has 3 fields but the header has 2");
  }

  @ParameterizedTest
  @ValueSource(strings = {"报表标题\na,b\n1,2\n", "# comment\n\na,b\n1,2\n"})
  void should_doubt_the_header_when_the_first_row_has_more_fields(String content) {
    assertThat(fault(content).code()).isEqualTo("RAGGED_ROW");
    assertThat(fault(content))
        .hasMessageContaining("has 2 fields but the header has 1")
        .hasMessageContaining("if line 1 is a title or a comment, take it out");
    assertThat(fault("a,b\n1,2\n1,2,3\n")).hasMessageNotContaining("title");
  }

  @Test
  void should_say_that_nothing_follows_when_there_is_only_the_announced_delimiter() {
    assertThat(fault("sep=;\n").code()).isEqualTo("EMPTY_FILE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a,b\n1,\"2\n3,4\n", "a,b\n\"", "a,b\n1,\"2\"\"", "a,b\n1,\"2,3\n\n"})
  void should_name_the_line_when_a_quotation_mark_is_never_closed(String content) {
    assertThat(fault(content).code()).isEqualTo("OPEN_QUOTE");
    assertThat(fault(content)).hasMessageContaining("begins in line 2 opens a quotation mark");
  }

  @Test
  void should_name_the_line_when_a_record_is_too_long() {
    Parsing parsing = Parsing.plain().with(Setting.FILES_MAX_LINE, 20);
    InvalidFileException fault = fault(parsing, "a,b\n1,2\n12345678901,12345678901\n");
    assertThat(fault.code()).isEqualTo("LINE_TOO_LONG");
    assertThat(fault)
        .hasMessageContaining("line 3 is longer than 20 characters")
        .hasMessageContaining("FILES_MAX_LINE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a,b\n1,\"", "a,b\n1,", "a,b\n1,\"\"\"", "\""})
  void should_stop_soon_when_a_field_never_ends(String begin) {
    Endless endless = new Endless();
    InputStream source =
        new SequenceInputStream(new ByteArrayInputStream(Parsing.utf8(begin)), endless);
    InvalidFileException fault =
        catchThrowableOfType(
            InvalidFileException.class,
            () ->
                new CsvFileParser()
                    .parse(
                        source,
                        OutputStream.nullOutputStream(),
                        new ParseOptions(100_000, 200, 1_000_000)));
    assertThat(fault.code()).isEqualTo("LINE_TOO_LONG");
    assertThat(endless.count).isLessThan(500_000);
  }

  @Test
  void should_refuse_a_header_when_it_has_too_many_columns() {
    String header =
        IntStream.rangeClosed(0, Table.MOST_COLUMNS)
            .mapToObj(i -> "")
            .collect(Collectors.joining(","));
    assertThat(fault(header).code()).isEqualTo("TOO_MANY_COLUMNS");
    assertThat(fault(header)).hasMessageContaining("line 1 has more than 10000 columns");
  }

  @Test
  void should_keep_within_the_memory_when_there_are_as_many_columns_as_may_be() throws IOException {
    String row = "7,".repeat(Table.MOST_COLUMNS - 1) + "7\n";
    assertThat(Parsing.plain().json("a.csv", "a" + row + row.repeat(80)).get("total_rows").asInt())
        .isEqualTo(80);
  }

  @Test
  void should_pass_on_what_broke_when_the_source_does() {
    IOException broken = new IOException("connection reset");
    InputStream source =
        new SequenceInputStream(
            new ByteArrayInputStream(Parsing.utf8("a,b\n1,2\n".repeat(50_000))),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw broken;
              }
            });
    assertThat(
            catchThrowableOfType(
                IOException.class,
                () ->
                    Parsing.plain()
                        .parsers()
                        .parse("a.csv", source, OutputStream.nullOutputStream())))
        .isSameAs(broken);
  }

  private static final class Endless extends InputStream {
    private long count;

    @Override
    public int read() {
      count++;
      return 'x';
    }
  }
}
