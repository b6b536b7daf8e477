package io.serai.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValueShapeTest {

  private static final List<Map<String, Object>> ROWS = List.of(row("p1", 3.5), row("p2", 0.1));

  private static Map<String, Object> row(String post, double score) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("post_id", post);
    row.put("score", score);
    return row;
  }

  private static String text(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }

  @Test
  void should_write_all_columns_when_no_fields_are_named() {
    assertThat(text(new ValueShape(true, Map.of()).json(ROWS)))
        .isEqualTo("[{\"post_id\":\"p1\",\"score\":3.5},{\"post_id\":\"p2\",\"score\":0.1}]");
  }

  @Test
  void should_rename_and_leave_out_when_fields_are_named() {
    assertThat(text(new ValueShape(true, Map.of("id", "post_id")).json(ROWS)))
        .isEqualTo("[{\"id\":\"p1\"},{\"id\":\"p2\"}]");
  }

  @Test
  void should_write_an_object_when_the_first_row_is_wanted() {
    ValueShape first = new ValueShape(false, Map.of("id", "post_id"));
    assertThat(text(first.json(ROWS.subList(0, 1)))).isEqualTo("{\"id\":\"p1\"}");
    assertThatThrownBy(() -> first.json(ROWS)).hasMessageContaining("one row a key");
  }

  @Test
  void should_name_the_column_when_the_result_lacks_it() {
    assertThatThrownBy(() -> new ValueShape(true, Map.of("id", "user")).json(ROWS))
        .hasMessage("value.fields names the column user; the result has [post_id, score]");
  }
}
