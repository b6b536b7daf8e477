package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Widths of texts, and tables with texts of several. */
class CellsTest {

  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "data/a.csv, 10",
    "é, 1",
    "e\u0301, 1",
    "…, 1",
    "销售.csv, 8",
    "ＡＢ！, 6",
    "カナ, 4",
    "한글, 4",
    "😀🚀✅, 6",
    "\uD840\uDC00, 2",
    "«→», 3"
  })
  void should_count_two_cells_when_a_character_is_wide(String text, int cells) {
    assertThat(Cells.width(text)).isEqualTo(cells);
  }

  @Test
  void should_align_columns_when_texts_are_wide() {
    StringWriter printed = new StringWriter();

    new Output()
        .table(new PrintWriter(printed, true), List.of(row("销售/😀.csv", 7), row("a", 12)), "none");

    assertThat(printed.toString().lines())
        .containsExactly("key          n", "销售/😀.csv   7", "a            12");
  }

  private static Map<String, Object> row(String key, int number) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("key", key);
    row.put("n", number);
    return row;
  }
}
