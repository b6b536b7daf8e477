package io.serai.files.parse;

import static io.serai.files.parse.Parsing.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.config.Setting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvFileParserTest {

  private static JsonNode parse(String content) throws IOException {
    return Parsing.plain().json("a.csv", content);
  }

  private static List<String> columns(JsonNode result) {
    return result.get("columns").valueStream().map(JsonNode::asText).toList();
  }

  @Test
  void should_write_the_fields_of_the_guide_first_when_a_table_is_parsed() throws IOException {
    String result =
        new String(
            Parsing.plain().bytes("data/in.csv", utf8("城市,价\n上海,1\n北京,2\n")),
            StandardCharsets.UTF_8);
    assertThat(result)
        .startsWith(
            """
            {
              "total_rows" : 2,
              "columns" : [
                "城市",
                "价"
              ],
              "summary" : {
                "城市" : {
                  "count" : 2,
                  "unique" : 2,
                  "top" : "上海",
                  "freq" : 1
                },
                "价" : {
                  "count" : 2,
                  "mean" : 1.5,
            """)
        .endsWith("  },\n  \"delimiter\" : \",\",\n  \"encoding\" : \"UTF-8\"\n}\n");
  }

  @Test
  void should_describe_numbers_as_pandas_does_when_some_are_missing() throws IOException {
    JsonNode x = parse("x\n10\n1\nNA\n2\n4\n\nnull\n").at("/summary/x");
    assertThat(x.get("count").asInt()).isEqualTo(4);
    assertThat(x.get("mean").asDouble()).isEqualTo(4.25);
    assertThat(x.get("std").asDouble()).isCloseTo(4.031128874149275, within(1e-12));
    assertThat(x.get("min").asDouble()).isEqualTo(1);
    assertThat(x.get("25%").asDouble()).isEqualTo(1.75);
    assertThat(x.get("50%").asDouble()).isEqualTo(3);
    assertThat(x.get("75%").asDouble()).isEqualTo(5.5);
    assertThat(x.get("max").asDouble()).isEqualTo(10);
    assertThat(x.has("estimated")).isFalse();
  }

  @Test
  void should_describe_texts_when_one_value_is_no_number() throws IOException {
    JsonNode x = parse("x,y\n1,a\nb,b\n1,b\n,a\n").get("summary");
    assertThat(x.get("x").toString())
        .isEqualTo("{\"count\":3,\"unique\":2,\"top\":\"1\",\"freq\":2}");
    assertThat(x.get("y").toString())
        .isEqualTo("{\"count\":4,\"unique\":2,\"top\":\"a\",\"freq\":2}");
  }

  @Test
  void should_write_null_when_there_is_no_such_number() throws IOException {
    JsonNode summary = parse("one,none,endless\n5,,inf\n,NaN,1\n").get("summary");
    assertThat(summary.at("/one/std").isNull()).isTrue();
    assertThat(summary.at("/one/75%").asDouble()).isEqualTo(5);
    assertThat(summary.at("/none/count").asInt()).isZero();
    assertThat(summary.at("/none/mean").isNull()).isTrue();
    assertThat(summary.at("/endless/count").asInt()).isEqualTo(2);
    assertThat(summary.at("/endless/max").isNull()).isTrue();
    assertThat(summary.at("/endless/min").asDouble()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a,b", "a,b\n", "\r\n\na,b\r\n", "\uFEFFa,b\n", " \na,b\n\n\n"})
  void should_find_no_rows_when_there_is_only_a_header(String content) throws IOException {
    JsonNode result = parse(content);
    assertThat(result.get("total_rows").asInt()).isZero();
    assertThat(columns(result)).containsExactly("a", "b");
    assertThat(result.at("/summary/a").toString())
        .isEqualTo("{\"count\":0,\"unique\":0,\"top\":null,\"freq\":null}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r", "\r\n"})
  void should_see_the_same_rows_when_lines_end_differently(String end) throws IOException {
    String content = "a,b" + end + "1,\"x" + end + "y\"" + end + end + "  " + end + "2,z";
    JsonNode result = parse(content);
    assertThat(result.get("total_rows").asInt()).isEqualTo(2);
    assertThat(result.at("/summary/a/mean").asDouble()).isEqualTo(1.5);
    assertThat(result.at("/summary/b/top").asText()).isEqualTo("x" + end + "y");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {", a,b;c", "; a;b,c;d", "\\t a\\tb", "| a|b,c|d|e", "; \"x,y,z\";b", ", a"})
  void should_find_the_delimiter_when_the_header_has_several(String delimiter, String header)
      throws IOException {
    String text = header.replace("\\t", "\t") + "\n";
    assertThat(parse(text).get("delimiter").asText()).isEqualTo(delimiter.replace("\\t", "\t"));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`时间,类型(A|B|C)\n1,A\n2,B\n`, `,`, 2",
        "`a;b|c|d\n\n1,5;2,5\n3;\"4;|\n|\"\n`, ;, 2",
        "`a\t\"b\n,,\"\n1\t2`, `\t`, 1",
        "`\tb,c,d,e\n1\t2\n`, `\t`, 1"
      })
  void should_find_the_delimiter_when_the_header_alone_misleads(
      String content, String delimiter, int rows) throws IOException {
    JsonNode result = parse(content);
    assertThat(result.get("delimiter").asText()).isEqualTo(delimiter);
    assertThat(result.get("columns")).hasSize(2);
    assertThat(result.get("total_rows").asInt()).isEqualTo(rows);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`sep=;\na;b,c\n1;2\n`, ;",
        "`\uFEFF\"sep=,\"\r\na,b;c;d\r\n1,2\r\n`, `,`",
        "`SEP=\t\r\na\tb\r\n1\t2`, `\t`",
        "`sep=^\na^b\n1^2`, ^"
      })
  void should_pass_over_the_first_line_when_it_announces_the_delimiter(
      String content, String delimiter) throws IOException {
    for (String name : new String[] {"a.csv", "unknown"}) {
      JsonNode result = Parsing.plain().json(name, content);
      assertThat(result.get("delimiter").asText()).isEqualTo(delimiter);
      assertThat(columns(result)).hasSize(2).contains("a");
      assertThat(result.get("total_rows").asInt()).isEqualTo(1);
    }
  }

  @Test
  void should_take_the_first_line_for_the_header_when_it_only_looks_like_an_announcement()
      throws IOException {
    assertThat(columns(parse("sep=a\n1\n"))).containsExactly("sep=a");
    assertThat(columns(parse("sep=;x\n1;2\n"))).containsExactly("sep=", "x");
  }

  @Test
  void should_read_tabs_when_the_file_is_named_tsv() throws IOException {
    JsonNode result = Parsing.plain().json("B.TSV", "a\tb\n\t2\n \t3\n");
    assertThat(result.get("total_rows").asInt()).isEqualTo(2);
    assertThat(result.at("/summary/a/count").asInt()).isEqualTo(1);
  }

  @Test
  void should_name_columns_as_pandas_does_when_names_repeat_or_lack() throws IOException {
    assertThat(columns(parse(",a,a,a.1,,a\n")))
        .containsExactly("Unnamed: 0", "a", "a.2", "a.1", "Unnamed: 4", "a.3");
  }

  @Test
  void should_keep_text_as_it_is_when_fields_are_quoted() throws IOException {
    JsonNode result = parse("a;\"b;\"\n\"say \"\"hi\"\"; \";\"7\"\n\"\";8\n");
    assertThat(columns(result)).containsExactly("a", "b;");
    assertThat(result.at("/summary/a/top").asText()).isEqualTo("say \"hi\"; ");
    assertThat(result.at("/summary/a/count").asInt()).isEqualTo(1);
    assertThat(result.at("/summary/b;/mean").asDouble()).isEqualTo(7.5);
  }

  @Test
  void should_parse_a_file_of_one_byte() throws IOException {
    assertThat(columns(parse("x"))).containsExactly("x");
  }

  @Test
  void should_estimate_quantiles_when_values_are_too_many_to_be_kept() throws IOException {
    StringJoiner lines = new StringJoiner("\n");
    lines.add("n");
    IntStream.range(0, 50_000).map(i -> i * 7919 % 50_000).forEach(i -> lines.add("" + i));
    JsonNode n = parse(lines.toString()).at("/summary/n");
    assertThat(n.get("count").asInt()).isEqualTo(50_000);
    assertThat(n.get("mean").asDouble()).isCloseTo(24_999.5, within(1e-6));
    assertThat(n.get("std").asDouble()).isCloseTo(14_433.901066, within(1e-3));
    assertThat(n.get("min").asDouble()).isZero();
    assertThat(n.get("25%").asDouble()).isCloseTo(12_500, within(250.0));
    assertThat(n.get("75%").asDouble()).isCloseTo(37_500, within(250.0));
    assertThat(n.get("max").asDouble()).isEqualTo(49_999);
    assertThat(n.get("estimated").asBoolean()).isTrue();
  }

  @Test
  void should_stop_counting_values_when_too_many_differ() throws IOException {
    StringJoiner lines = new StringJoiner("\n");
    lines.add("id");
    IntStream.rangeClosed(0, DistinctValues.MOST).forEach(i -> lines.add("row" + i));
    assertThat(parse(lines.toString()).at("/summary/id").toString())
        .isEqualTo("{\"count\":10001,\"unique\":\"more than 10000\"}");
  }

  @Test
  void should_take_a_line_of_just_the_length_that_is_allowed() throws IOException {
    Parsing parsing = Parsing.plain().with(Setting.FILES_MAX_LINE, 10);
    JsonNode result =
        parsing.json("a.csv", "a,b\n12345,6789\n\"1234567890\",\n".replace("0\"", "\""));
    assertThat(result.get("total_rows").asInt()).isEqualTo(2);
  }
}
