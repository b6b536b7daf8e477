package io.serai.dev;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes rows in a format of ClickHouse's. One use each. */
final class DuckRows {

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
          .build();

  private static final Map<String, String> SHORT_NAMES =
      Map.of(
          "TSV", "TabSeparated",
          "TSVWithNames", "TabSeparatedWithNames",
          "JSONLines", "JSONEachRow",
          "NDJSON", "JSONEachRow");

  private static final Map<String, String> CONTENT_TYPES =
      Map.of(
          "JSONEachRow", "application/x-ndjson; charset=UTF-8",
          "JSON", "application/json; charset=UTF-8",
          "TabSeparated", "text/tab-separated-values; charset=UTF-8",
          "TabSeparatedWithNames", "text/tab-separated-values; charset=UTF-8",
          "CSV", "text/csv; charset=UTF-8; header=absent",
          "CSVWithNames", "text/csv; charset=UTF-8; header=present");

  private final String format;
  private final boolean quotes64;
  private final OutputStream out;
  private List<String> names;
  private List<String> types;

  /**
   * @param format one of {@link #formatOf}
   * @param quotes64 whether 64-bit integers are texts in JSON
   */
  DuckRows(String format, boolean quotes64, OutputStream out) {
    this.format = format;
    this.quotes64 = quotes64;
    this.out = out;
  }

  /** The full name of a format. */
  static String formatOf(String name) throws DuckFault {
    String full = SHORT_NAMES.getOrDefault(name, name);
    if (!CONTENT_TYPES.containsKey(full)) {
      throw new DuckFault("UNKNOWN_FORMAT", "Unknown format " + name);
    }
    return full;
  }

  static String contentType(String format) {
    return CONTENT_TYPES.get(format);
  }

  /** Writes all rows and returns how many they were. */
  long write(ResultSet rows) throws SQLException, IOException {
    ResultSetMetaData meta = rows.getMetaData();
    names = new ArrayList<>();
    types = new ArrayList<>();
    for (int i = 1; i <= meta.getColumnCount(); i++) {
      names.add(meta.getColumnLabel(i));
      types.add(meta.getColumnTypeName(i));
    }
    return format.startsWith("JSON") ? json(rows) : text(rows);
  }

  private long json(ResultSet rows) throws SQLException, IOException {
    long started = System.nanoTime();
    boolean whole = format.equals("JSON");
    long count = 0;
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.setRootValueSeparator(null);
      if (whole) {
        head(json);
      }
      while (rows.next()) {
        json.writeStartObject();
        for (int i = 0; i < names.size(); i++) {
          json.writeFieldName(names.get(i));
          DuckValue.write(json, rows.getObject(i + 1), quotes64);
        }
        json.writeEndObject();
        if (!whole) {
          json.writeRaw('\n');
        }
        count++;
      }
      if (whole) {
        tail(json, count, System.nanoTime() - started);
      }
    }
    return count;
  }

  private void head(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("meta");
    for (int i = 0; i < names.size(); i++) {
      json.writeStartObject();
      json.writeStringField("name", names.get(i));
      json.writeStringField("type", DuckTypes.nameOf(types.get(i)));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("data");
  }

  private static void tail(JsonGenerator json, long count, long nanos) throws IOException {
    json.writeEndArray();
    json.writeNumberField("rows", count);
    json.writeObjectFieldStart("statistics");
    json.writeNumberField("elapsed", nanos / 1e9);
    json.writeNumberField("rows_read", count);
    json.writeNumberField("bytes_read", 0);
    json.writeEndObject();
    json.writeEndObject();
    json.writeRaw('\n');
  }

  private long text(ResultSet rows) throws SQLException, IOException {
    boolean csv = format.startsWith("CSV");
    if (format.endsWith("WithNames")) {
      line(names.stream().map(name -> csv ? quoted(name) : DuckText.escaped(name)).toList(), csv);
    }
    long count = 0;
    List<String> cells = new ArrayList<>();
    while (rows.next()) {
      cells.clear();
      for (int i = 0; i < names.size(); i++) {
        cells.add(cell(rows.getObject(i + 1), csv));
      }
      line(cells, csv);
      count++;
    }
    return count;
  }

  private static String cell(Object value, boolean csv) {
    if (value == null) {
      return "\\N";
    }
    String text = DuckValue.text(value);
    boolean bare = value instanceof Number || value instanceof Boolean;
    return !csv ? DuckText.escaped(text) : bare ? text : quoted(text);
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\"", "\"\"") + "\"";
  }

  private void line(List<String> cells, boolean csv) throws IOException {
    out.write((String.join(csv ? "," : "\t", cells) + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
