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
 * an object by its keys; anything else by its type. Stateless.
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
      ResultJson.Fields fields = read(json, options);
      if (json.nextToken() != null) {
        throw Json.fault(
            json, 0, "another value begins after the first: JSON Lines is to be named .jsonl");
      }
      return fields;
    } catch (JsonProcessingException e) {
      throw Json.fault(e, json.currentLocation(), options);
    }
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
    String value = kind.equals("string") ? "" : json.getText();
    int length = json.getTextLength();
    return result -> writeScalar(result, kind, value, length);
  }

  private static void writeScalar(JsonGenerator result, String kind, String value, int length)
      throws IOException {
    result.writeStringField("type", kind);
    if (kind.equals("string")) {
      result.writeNumberField("length", length);
    } else {
      result.writeStringField("value", value);
    }
  }
}
