package io.serai.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How rows become the JSON that is cached. Immutable.
 *
 * @param list whether it is an array of all rows of a key; otherwise the one row as an object
 * @param fields name in the JSON by column, in their order; empty: all columns under their names
 */
record ValueShape(boolean list, Map<String, String> fields) {

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  /**
   * The JSON of a key's rows.
   *
   * @throws CacheDataException when a column is not there, or one row is wanted and there are more
   */
  byte[] json(List<Map<String, Object>> rows) {
    if (!list && rows.size() != 1) {
      throw new CacheDataException(
          "value.rows: first wants one row a key, the query gave " + rows.size());
    }
    List<Map<String, Object>> shaped = new ArrayList<>(rows.size());
    for (Map<String, Object> row : rows) {
      shaped.add(shape(row));
    }
    try {
      return JSON.writeValueAsBytes(list ? shaped : shaped.get(0));
    } catch (JsonProcessingException e) {
      throw new CacheDataException("a row cannot be written as JSON: " + e.getOriginalMessage());
    }
  }

  private Map<String, Object> shape(Map<String, Object> row) {
    if (fields.isEmpty()) {
      return row;
    }
    Map<String, Object> shaped = new LinkedHashMap<>();
    fields.forEach((name, column) -> shaped.put(name, value(row, column)));
    return shaped;
  }

  private static Object value(Map<String, Object> row, String column) {
    if (!row.containsKey(column)) {
      throw new CacheDataException(
          "value.fields names the column %s; the result has %s".formatted(column, row.keySet()));
    }
    return row.get(column);
  }
}
