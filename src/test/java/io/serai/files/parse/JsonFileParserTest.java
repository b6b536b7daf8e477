package io.serai.files.parse;

import static io.serai.files.parse.Parsing.utf8;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.config.Setting;
import java.io.IOException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonFileParserTest {

  private static JsonNode parse(String content) throws IOException {
    return Parsing.plain().json("a.json", content);
  }

  private static InvalidFileException fault(String name, String content) {
    Parsing parsing = Parsing.plain().with(Setting.FILES_MAX_LINE, 2000);
    return catchThrowableOfType(InvalidFileException.class, () -> parsing.json(name, content));
  }

  @Test
  void should_describe_a_table_when_the_file_is_an_array_of_objects() throws IOException {
    JsonNode result =
        parse(
            """
            [{"id": 1, "name": "甲", "tags": ["x"], "ok": true},
             {"id": 2.5, "name": null, "more": -1e2},
             {"id": NaN, "name": "甲", "tags": {}, "ok": "12"}]
            """);
    assertThat(result.get("total_rows").asInt()).isEqualTo(3);
    assertThat(result.get("columns").toString())
        .isEqualTo("[\"id\",\"name\",\"tags\",\"ok\",\"more\"]");
    JsonNode summary = result.get("summary");
    assertThat(summary.at("/id/mean").asDouble()).isEqualTo(1.75);
    assertThat(summary.get("name").toString())
        .isEqualTo("{\"count\":2,\"unique\":1,\"top\":\"甲\",\"freq\":2}");
    assertThat(summary.get("tags").toString())
        .isEqualTo("{\"count\":2,\"unique\":0,\"top\":null,\"freq\":null,\"nested\":2}");
    assertThat(summary.at("/ok/top").asText()).isEqualTo("true");
    assertThat(summary.at("/more/max").asDouble()).isEqualTo(-100);
    assertThat(result.get("encoding").asText()).isEqualTo("UTF-8");
  }

  @Test
  void should_find_no_rows_when_the_array_is_empty() throws IOException {
    assertThat(parse("[]").toString())
        .isEqualTo("{\"total_rows\":0,\"columns\":[],\"summary\":{},\"encoding\":\"US-ASCII\"}");
  }

  @Test
  void should_count_items_when_not_all_are_objects() throws IOException {
    JsonNode result = parse("[1, 3, {\"a\": 1}, null, [2]]");
    assertThat(result.get("type").asText()).isEqualTo("array");
    assertThat(result.get("total_items").asInt()).isEqualTo(5);
    assertThat(result.get("types").toString())
        .isEqualTo("{\"array\":1,\"null\":1,\"number\":2,\"object\":1}");
    assertThat(parse("[1, 3]").at("/summary/mean").asDouble()).isEqualTo(2);
  }

  @Test
  void should_list_keys_when_the_file_is_one_object() throws IOException {
    assertThat(parse("{\"a\": {\"x\": 1}, \"b\": [1], \"c\": \"t\"}").toString())
        .isEqualTo(
            "{\"type\":\"object\",\"keys\":[\"a\",\"b\",\"c\"],\"total_keys\":3,"
                + "\"types\":{\"a\":\"object\",\"b\":\"array\",\"c\":\"string\"},"
                + "\"encoding\":\"US-ASCII\"}");
    String many =
        IntStream.range(0, 3000).mapToObj(i -> "\"k" + i + "\":0").collect(Collectors.joining(","));
    JsonNode result = parse("{" + many + "}");
    assertThat(result.get("keys")).hasSize(JsonKeys.MOST);
    assertThat(result.get("total_keys").asInt()).isEqualTo(3000);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      delimiter = '|',
      value = {
        "12.50 | number | value | 12.50",
        "-1e999999999 | number | value | -1e999999999",
        "NaN | number | value | null",
        "true | boolean | value | true",
        "null | null | value | null",
        "\"四字节x\" | string | length | 4"
      })
  void should_tell_the_value_when_the_file_is_no_array_and_no_object(
      String content, String type, String field, String value) throws IOException {
    String result = new String(Parsing.plain().bytes("a.json", utf8(content)), UTF_8);
    assertThat(result).contains("\"type\" : \"" + type + "\",");
    assertThat(result).contains("\"" + field + "\" : " + value + ",");
  }

  @Test
  void should_write_characters_as_they_are_when_they_are_beyond_the_basic_plane()
      throws IOException {
    String content = "[{\"𠮷\":\"𠮷野家😀\"},{\"𠮷\":\"\\ud842\\udfb7野家😀\"}]";
    String result = new String(Parsing.plain().bytes("a.json", utf8(content)), UTF_8);
    assertThat(result).contains("\"𠮷\" : {", "\"top\" : \"𠮷野家😀\"").doesNotContain("\\");
    String padded = "x".repeat(1999) + "😀".repeat(3000);
    for (int cut = 0; cut < 2; cut++) {
      String text = padded.substring(cut);
      JsonNode top = parse("[{\"a\":\"" + text + "\"}]").at("/summary/a/top");
      assertThat(top.asText()).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"\\ud842", "\\udfb7", "x\\ud842y", "\\ud842\\ud842\\udfb7", "\\udfb7\\ud842", ""})
  void should_write_valid_json_when_half_a_character_is_in_the_file(String text)
      throws IOException {
    JsonNode summary = parse("[{\"a" + text + "\":\"" + text + "\"}]").get("summary");
    assertThat(summary).hasSize(1);
    String pad = "x".repeat(7999);
    assertThat(parse("[{\"a\":\"" + pad + text + "\"}]").at("/summary/a/top").asText())
        .startsWith(pad);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.json", "a.jsonl"})
  void should_take_the_last_value_when_a_key_is_there_twice(String name) throws IOException {
    String row = "{\"a\":\"x\",\"b\":1,\"a\":[1],\"a\":7,\"b\":null}";
    String content = name.endsWith("l") ? row + "\n" + row : "[" + row + "," + row + "]";
    JsonNode result = Parsing.plain().json(name, content);
    assertThat(result.get("columns").toString()).isEqualTo("[\"a\",\"b\"]");
    assertThat(result.at("/summary/a/count").asInt()).isEqualTo(2);
    assertThat(result.at("/summary/a/mean").asDouble()).isEqualTo(7);
    assertThat(result.at("/summary/b/count").asInt()).isZero();
  }

  @Test
  void should_count_a_key_once_when_one_object_has_it_twice() throws IOException {
    JsonNode result = parse("{\"a\":1,\"b\":2,\"a\":\"x\"}");
    assertThat(result.get("total_keys").asInt()).isEqualTo(2);
    assertThat(result.get("types").toString()).isEqualTo("{\"a\":\"string\",\"b\":\"number\"}");
  }

  @Test
  void should_hand_values_on_when_an_object_is_very_long() throws IOException {
    String half = "y".repeat(JsonRow.MOST / 2 + 1);
    String huge = "z".repeat(JsonRow.MOST + 1);
    String rows =
        """
        [{"a":1,"b":"%s","c":"%s","d":"%s","e":2,"e":3},{"a":5}]
        """
            .formatted(half, half, huge);
    JsonNode summary = parse(rows).get("summary");
    assertThat(summary.at("/a/mean").asDouble()).isEqualTo(3);
    assertThat(summary.at("/b/top").asText()).isEqualTo(half);
    assertThat(summary.at("/c/top").asText()).isEqualTo(half);
    assertThat(summary.at("/d/top").asText()).isEqualTo(huge);
    assertThat(summary.at("/e/mean").asDouble()).isEqualTo(3);
    InvalidFileException fault =
        catchThrowableOfType(
            InvalidFileException.class, () -> parse(rows.replace("\"e\":3", "\"a\":3")));
    assertThat(fault)
        .hasMessageContaining("line 1, column")
        .hasMessageContaining("the key \"a\" is there twice in one object of more than 65536");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      delimiter = '|',
      value = {
        "'[{\"a\": 1},\n{\"a\": }]' | line 2, column 7",
        "'[{\"a\": 1}' | line 1, column 10: Unexpected end-of-input: expected close marker for Array. Mend",
        "'{\"a\": 1}\n\n{\"b\": 1}]' | line 3",
        "'{\"a\": 1} x' | line 1",
        "'{\"a\":\n1}\n{\"b\":\n1}' | line 3, column 1: another value begins after the first: name the file .jsonl",
        "'[{\"a\":1}]\n[{\"a\":2}]' | another value begins after the first: put all of them into one array",
        "'{\"a\": 1} [2]' | put all of them into one array",
        "'nothing' | line 1"
      })
  void should_name_the_place_when_the_json_is_not_valid(String content, String place) {
    assertThat(fault("a.json", content).code()).isEqualTo("BAD_JSON");
    assertThat(fault("a.json", content)).hasMessageContaining(place);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\uFEFF", " \n "})
  void should_refuse_a_file_when_nothing_is_in_it(String content) {
    assertThat(fault("a.json", content).code()).isEqualTo("EMPTY_FILE");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.json", "a.jsonl"})
  void should_refuse_what_grows_without_end(String name) {
    for (String content :
        new String[] {
          "{\"a\":" + "[".repeat(1900),
          "{\"a\":" + "1".repeat(2500) + "}",
          "{\"" + "n".repeat(2100) + "\":1}"
        }) {
      assertThat(fault(name, content).code()).isIn("BAD_JSON", "LINE_TOO_LONG");
    }
    assertThat(fault(name, "{\"a\":" + "[".repeat(1900)))
        .hasMessageContaining("is nested deeper than 500 levels: make it flatter")
        .hasMessageNotContaining("FILES_MAX_LINE");
    // longer than any buffer that an earlier reader left: Jackson looks when it needs another
    assertThat(fault("a.json", "[\"" + "x".repeat(500_000) + "\"]"))
        .hasMessageContaining("in line 1, column")
        .hasMessageContaining("FILES_MAX_LINE");
  }

  @Test
  void should_name_the_limit_when_the_name_does_not_tell_that_it_is_json() {
    for (String content : new String[] {"[".repeat(600), "[" + "1".repeat(2500) + "]"}) {
      assertThat(fault("unknown", content).code()).isEqualTo("BAD_JSON");
    }
  }

  @Test
  void should_name_the_limit_of_keys_when_a_longer_line_would_not_help() {
    String content = "{\"" + "n".repeat(60_000) + "\":1}";
    InvalidFileException fault =
        catchThrowableOfType(InvalidFileException.class, () -> parse(content));
    assertThat(fault)
        .hasMessageContaining("has a key of more than 50000 characters")
        .hasMessageNotContaining("FILES_MAX_LINE");
  }

  @Test
  void should_take_huge_numbers_when_they_have_few_digits() throws IOException {
    JsonNode summary = parse("[{\"a\":1e999999999,\"b\":123456789012345678901234567890}]");
    assertThat(summary.at("/summary/a/count").asInt()).isEqualTo(1);
    assertThat(summary.at("/summary/b/mean").asDouble()).isEqualTo(1.2345678901234568e29);
  }

  @Test
  void should_refuse_rows_when_their_keys_are_too_many() {
    String rows =
        IntStream.rangeClosed(0, Table.MOST_COLUMNS)
            .mapToObj(i -> "{\"k" + i + "\":1}")
            .collect(Collectors.joining(","));
    assertThat(fault("a.json", "[" + rows + "]").code()).isEqualTo("TOO_MANY_COLUMNS");
  }

  @Test
  void should_read_lines_of_objects_when_the_file_is_named_so() throws IOException {
    for (String name : new String[] {"a.jsonl", "a.ndjson", "a.json"}) {
      JsonNode result = Parsing.plain().json(name, "{\"a\":1}\r\n\n{\"a\":3,\"b\":\"x\"}");
      assertThat(result.get("total_rows").asInt()).isEqualTo(2);
      assertThat(result.at("/summary/a/mean").asDouble()).isEqualTo(2);
      assertThat(result.at("/summary/b/count").asInt()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      delimiter = '|',
      value = {
        "'{\"a\":1}\n\n{\"a\":' | BAD_JSON | line 3",
        "'{\"a\":1}\n[1]' | BAD_JSON | line 2: it holds no object",
        "'{\"a\":1}\n{} {}' | BAD_JSON | line 2: more follows",
        "'{\"a\":1}\r{\"b\":1,}' | BAD_JSON | line 2",
        "'' | EMPTY_FILE | empty",
        "'\n \r\n' | EMPTY_FILE | empty"
      })
  void should_name_the_line_when_one_is_bad(String content, String code, String place) {
    assertThat(fault("a.jsonl", content).code()).isEqualTo(code);
    assertThat(fault("a.jsonl", content)).hasMessageContaining(place);
  }

  @Test
  void should_name_the_line_when_one_is_too_long() {
    InvalidFileException fault = fault("a.jsonl", "{}\n{\"a\":\"" + "x".repeat(3000) + "\"}\n");
    assertThat(fault.code()).isEqualTo("LINE_TOO_LONG");
    assertThat(fault).hasMessageContaining("line 2 is longer than 2000 characters");
  }
}
