package io.serai.files.parse;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Takes objects as rows into a table; each key is a column. A key that is there twice in one object
 * has its last value, as in Python. For one thread.
 */
final class JsonRows {

  private static final long NAMES_TOGETHER = 10_000_000;

  private final Table table;
  private final JsonRow row = new JsonRow();
  private long names;

  JsonRows(ParseOptions options) {
    table = new Table(options);
  }

  Table table() {
    return table;
  }

  /**
   * Reads the object at whose begin the parser is, to its end.
   *
   * @param linesBefore lines of the file before those that the parser was given
   */
  void add(JsonParser json, long linesBefore) throws IOException {
    while (json.nextToken() != JsonToken.END_OBJECT) {
      Column column = column(json, linesBefore);
      json.nextToken();
      if (!row.put(json, column)) {
        throw Json.fault(
            json,
            linesBefore,
            "the key \"%s\" is there twice in one object of more than %d characters: leave one"
                .formatted(column.name(), JsonRow.MOST));
      }
    }
    row.end();
    table.endRow();
  }

  private Column column(JsonParser json, long linesBefore) throws IOException {
    int before = table.columns().size();
    Column column = table.column(json.currentName());
    if (column == null) {
      throw Table.tooManyColumns("the file");
    }
    names += table.columns().size() > before ? column.name().length() : 0;
    if (names > NAMES_TOGETHER) {
      throw Json.fault(
          json,
          linesBefore,
          "the keys up to here have more than %d characters together: split the file"
              .formatted(NAMES_TOGETHER));
    }
    return column;
  }
}
