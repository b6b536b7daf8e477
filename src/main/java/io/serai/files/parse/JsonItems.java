package io.serai.files.parse;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The items of one JSON array: rows when all are objects, counted by type and summed up as one
 * column otherwise. For one thread.
 */
final class JsonItems {

  private final JsonRows rows;
  private final Table items;
  private final JsonRow item = new JsonRow();
  private final Column values;
  private final Map<String, Long> types = new TreeMap<>();
  private long total;

  JsonItems(ParseOptions options) {
    rows = new JsonRows(options);
    items = new Table(options);
    values = items.column("items");
  }

  /** Reads the array at whose begin the parser is, to its end. */
  void read(JsonParser json) throws IOException {
    while (json.nextToken() != JsonToken.END_ARRAY) {
      total++;
      if (json.currentToken() == JsonToken.START_OBJECT) {
        rows.add(json, 0);
      } else {
        types.merge(Json.kind(json), 1L, Long::sum);
        item.put(json, values);
        item.end();
      }
    }
  }

  void write(JsonGenerator result) throws IOException {
    if (types.isEmpty()) {
      rows.table().write(result);
      return;
    }
    if (rows.table().rows() > 0) {
      types.put("object", rows.table().rows());
    }
    result.writeStringField("type", "array");
    result.writeNumberField("total_items", total);
    result.writeObjectFieldStart("types");
    for (Map.Entry<String, Long> type : types.entrySet()) {
      result.writeNumberField(type.getKey(), type.getValue());
    }
    result.writeEndObject();
    result.writeFieldName("summary");
    values.write(result, total);
  }
}
