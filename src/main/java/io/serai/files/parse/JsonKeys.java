package io.serai.files.parse;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The keys of one JSON object with the types of their values. A key that comes again has the type
 * of its last value and counts once, as long as it is among those that are listed. For one thread.
 */
final class JsonKeys {

  /** Keys that are listed at the most; all are counted. */
  static final int MOST = 1000;

  private final Map<String, String> types = new LinkedHashMap<>();
  private long total;

  /** Reads the object at whose begin the parser is, to its end. */
  void read(JsonParser json) throws IOException {
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String key = json.currentName();
      json.nextToken();
      boolean again = types.containsKey(key);
      if (again || types.size() < MOST) {
        types.put(key, Json.kind(json));
      }
      total += again ? 0 : 1;
      json.skipChildren();
    }
  }

  void write(JsonGenerator result) throws IOException {
    result.writeStringField("type", "object");
    result.writeArrayFieldStart("keys");
    for (String key : types.keySet()) {
      result.writeString(key);
    }
    result.writeEndArray();
    result.writeNumberField("total_keys", total);
    result.writeObjectFieldStart("types");
    for (Map.Entry<String, String> type : types.entrySet()) {
      result.writeStringField(type.getKey(), type.getValue());
    }
    result.writeEndObject();
  }
}
