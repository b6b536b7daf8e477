package io.serai.dev;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** {@code INSERT … FORMAT JSONEachRow}: all rows or none. Stateless. */
final class DuckInsert {

  private static final ObjectReader ROWS = new ObjectMapper().readerFor(JsonNode.class);
  private static final String STAGE = "serai_insert";

  /** A column of the table. */
  private record Column(String type, String defaultValue) {

    /** What stands for a text of the column. */
    String value(String name) {
      String cast =
          type.equals("TIMESTAMP")
              ? "ch_toDateTime(" + name + ")"
              : "CAST(" + name + " AS " + type + ")";
      return defaultValue == null ? cast : "coalesce(" + cast + ", " + defaultValue + ")";
    }
  }

  private DuckInsert() {}

  /** Inserts the data and returns the number of rows. */
  static long run(Connection session, DuckStatement insert, boolean skipsUnknown)
      throws SQLException, DuckFault {
    if (!insert.format().equals("JSONEachRow")) {
      throw new DuckFault(
          "NOT_IMPLEMENTED", "Format " + insert.format() + " is not known to this front's INSERT");
    }
    Map<String, Column> columns = columns(session, insert);
    try (Statement statement = session.createStatement()) {
      statement.execute(
          "CREATE TEMP TABLE %s (%s)"
              .formatted(
                  STAGE,
                  columns.keySet().stream()
                      .map(name -> DuckText.name(name) + " VARCHAR")
                      .collect(Collectors.joining(", "))));
      stage(session, insert.data(), columns, skipsUnknown);
      String names =
          columns.keySet().stream().map(DuckText::name).collect(Collectors.joining(", "));
      String values =
          columns.entrySet().stream()
              .map(each -> each.getValue().value(DuckText.name(each.getKey())))
              .collect(Collectors.joining(", "));
      return statement.executeUpdate(
          "INSERT INTO %s (%s) SELECT %s FROM %s".formatted(insert.sql(), names, values, STAGE));
    }
  }

  private static Map<String, Column> columns(Connection session, DuckStatement insert)
      throws SQLException, DuckFault {
    Map<String, Column> all = new LinkedHashMap<>();
    try (Statement statement = session.createStatement();
        ResultSet rows = statement.executeQuery("DESCRIBE " + insert.sql())) {
      while (rows.next()) {
        boolean nullable = rows.getString("null").equals("YES");
        all.put(
            rows.getString("column_name"),
            new Column(rows.getString("column_type"), nullable ? null : rows.getString("default")));
      }
    }
    for (String name : insert.columns()) {
      if (!all.containsKey(name)) {
        throw new DuckFault("UNKNOWN_IDENTIFIER", "No such column " + name + " in table");
      }
    }
    if (!insert.columns().isEmpty()) {
      all.keySet().retainAll(insert.columns());
    }
    return all;
  }

  private static void stage(
      Connection session, String data, Map<String, Column> columns, boolean skipsUnknown)
      throws SQLException, DuckFault {
    try (DuckDBAppender appender =
            session.unwrap(DuckDBConnection.class).createAppender("temp", "main", STAGE);
        MappingIterator<JsonNode> rows = ROWS.readValues(data)) {
      while (rows.hasNextValue()) {
        append(appender, rows.nextValue(), columns, skipsUnknown);
      }
    } catch (JsonProcessingException e) {
      throw new DuckFault("CANNOT_PARSE_INPUT", "Cannot parse input: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new DuckFault("CANNOT_PARSE_INPUT", "Cannot parse input: " + e.getMessage(), e);
    }
  }

  private static void append(
      DuckDBAppender appender, JsonNode row, Map<String, Column> columns, boolean skipsUnknown)
      throws SQLException, DuckFault {
    for (Map.Entry<String, JsonNode> field : row.properties()) {
      if (!skipsUnknown && !columns.containsKey(field.getKey())) {
        throw new DuckFault(
            "INCORRECT_DATA",
            "Unknown field found while parsing JSONEachRow format: " + field.getKey());
      }
    }
    appender.beginRow();
    for (String name : columns.keySet()) {
      JsonNode value = row.path(name);
      boolean missing = value.isMissingNode() || value.isNull();
      appender.append(missing ? null : value.isValueNode() ? value.asText() : value.toString());
    }
    appender.endRow();
  }
}
