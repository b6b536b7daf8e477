package io.serai.files.parse;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rows of named columns, of which only the summary is kept. For one thread. */
final class Table {

  /** Columns of a file at the most. */
  static final int MOST_COLUMNS = 10_000;

  /** Two thirds of the memory are for texts, of two bytes a character, one is for numbers. */
  private static final int BYTES_BY_CHARACTER = 3;

  private static final int BYTES_BY_NUMBER = 3 * Double.BYTES;

  private final Budget characters;
  private final Budget numbers;
  private final List<Column> columns = new ArrayList<>();
  private final Map<String, Column> byName = new HashMap<>();
  private long rows;

  Table(ParseOptions options) {
    characters = new Budget(options.memory() / BYTES_BY_CHARACTER);
    numbers = new Budget(options.memory() / BYTES_BY_NUMBER);
  }

  /** Adds the columns of a header, whose names differ. */
  void addColumns(List<String> names) {
    for (String name : names) {
      add(name, names.size());
    }
  }

  /** The column of that name, new when there is none; null when there would be too many. */
  Column column(String name) {
    Column column = byName.get(name);
    if (column == null && columns.size() < MOST_COLUMNS) {
      return add(name, columns.size() + 1);
    }
    return column;
  }

  private Column add(String name, int together) {
    Column column = new Column(name, together, characters, numbers);
    columns.add(column);
    byName.put(name, column);
    return column;
  }

  List<Column> columns() {
    return columns;
  }

  void endRow() {
    rows++;
  }

  long rows() {
    return rows;
  }

  /** Writes the three fields of the guide's example. */
  void write(JsonGenerator json) throws IOException {
    json.writeNumberField("total_rows", rows);
    json.writeArrayFieldStart("columns");
    for (Column column : columns) {
      json.writeString(column.name());
    }
    json.writeEndArray();
    json.writeObjectFieldStart("summary");
    for (Column column : columns) {
      json.writeFieldName(column.name());
      column.write(json, rows);
    }
    json.writeEndObject();
  }

  static InvalidFileException tooManyColumns(String where) {
    return new InvalidFileException(
        "TOO_MANY_COLUMNS",
        "%s has more than %d columns: split the file, or parse it with an own parser"
            .formatted(where, MOST_COLUMNS));
  }
}
