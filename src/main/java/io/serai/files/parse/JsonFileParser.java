package io.serai.files.parse;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.regex.Pattern;

/**
 * Describes one JSON value: an array of objects as a table, as CSV is; another array by its items;
 * an object by its keys; a text by its length; anything else by itself. A key that is there twice
 * in one object has its last value, as in Python. A file of blanks is empty. Stateless.
 */
final class JsonFileParser implements FileParser {

  private static final Pattern NAMES = Pattern.compile("(?s).*\\.(json|geojson)");

  @Override
  public String name() {
    return "json";
  }

  @Override
  public boolean accepts(String fileName) {
    return NAMES.matcher(fileName).matches();
  }

  @Override
  public void parse(InputStream source, OutputStream result, ParseOptions options)
      throws IOException {
    TextReader text = new TextReader(source);
    try (JsonParser json = Json.factory(options).createParser(text)) {
      ResultJson.write(result, text, whole(json, options));
    }
  }

  private static ResultJson.Fields whole(JsonParser json, ParseOptions options) throws IOException {
    try {
      if (json.nextToken() == null) {
        throw InvalidFileException.emptyFile();
      }
      boolean object = json.currentToken() == JsonToken.START_OBJECT;
      ResultJson.Fields fields = read(json, options);
      if (json.nextToken() != null) {
        object &= json.currentToken() == JsonToken.START_OBJECT;
        throw Json.fault(json, 0, "another value begins after the first: " + mend(object));
      }
      return fields;
    } catch (JsonProcessingException e) {
      throw Json.fault(e, json.currentLocation(), options);
    }
  }

  private static String mend(boolean objects) {
    return objects
        ? "name the file .jsonl if each object is in a line of its own, or put them into an array"
        : "put all of them into one array";
  }

  private static ResultJson.Fields read(JsonParser json, ParseOptions options) throws IOException {
    if (json.currentToken() == JsonToken.START_ARRAY) {
      JsonItems items = new JsonItems(options);
      items.read(json);
      return items::write;
    }
    if (json.currentToken() == JsonToken.START_OBJECT) {
      JsonKeys keys = new JsonKeys();
      keys.read(json);
      return keys::write;
    }
    return scalar(json);
  }

  private static ResultJson.Fields scalar(JsonParser json) throws IOException {
    String kind = Json.kind(json);
    JsonToken token = json.currentToken();
    String value = kind.equals("string") || json.isNaN() ? null : json.getText();
    int length = json.getTextLength();
    return result -> writeScalar(result, kind, token, value, length);
  }

  private static void writeScalar(
      JsonGenerator result, String kind, JsonToken token, String value, int length)
      throws IOException {
    result.writeStringField("type", kind);
    if (token == JsonToken.VALUE_STRING) {
      result.writeNumberField("length", length);
      return;
    }
    result.writeFieldName("value");
    if (value == null || token == JsonToken.VALUE_NULL) {
      result.writeNull();
    } else if (token.isBoolean()) {
      result.writeBoolean(token == JsonToken.VALUE_TRUE);
    } else {
      result.writeNumber(value);
    }
  }
}
