package io.serai.dev;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/** The fields of a V2 or V3 chat request that a double acts on, read without a tree. */
final class ChatRequest {

  private static final JsonFactory JSON = new JsonFactory();

  String botId = "";
  String user = "";
  String query = "";
  String conversationId = "";
  String chatId = "";
  boolean stream;
  boolean autoSaveHistory = true;
  int messages;

  private ChatRequest() {}

  /**
   * Reads a body.
   *
   * @throws IOException when it is not one JSON object, or a field has the wrong type
   */
  static ChatRequest parse(byte[] body) throws IOException {
    ChatRequest request = new ChatRequest();
    try (JsonParser json = JSON.createParser(body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new JsonParseException(json, "the body must be a JSON object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        request.field(json, field);
      }
      if (json.nextToken() != null) {
        throw new JsonParseException(json, "the body must end after the JSON object");
      }
    }
    return request;
  }

  private void field(JsonParser json, String name) throws IOException {
    switch (name) {
      case "bot_id" -> botId = text(json, name);
      case "user", "user_id" -> user = text(json, name);
      case "query" -> query = text(json, name);
      case "conversation_id" -> conversationId = text(json, name);
      case "chat_id" -> chatId = text(json, name);
      case "stream" -> stream = truth(json, name);
      case "auto_save_history" -> autoSaveHistory = truth(json, name);
      case "additional_messages" -> messages(json);
      default -> json.skipChildren();
    }
  }

  /** V3: the last message is the query. */
  private void messages(JsonParser json) throws IOException {
    if (json.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw new JsonParseException(json, "additional_messages must be an array");
    }
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.START_OBJECT) {
        throw new JsonParseException(json, "additional_messages must hold objects");
      }
      messages++;
      message(json);
    }
  }

  private void message(JsonParser json) throws IOException {
    query = "";
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      json.nextToken();
      if (field.equals("content")) {
        query = text(json, field);
      } else {
        json.skipChildren();
      }
    }
  }

  private static String text(JsonParser json, String name) throws IOException {
    return switch (json.currentToken()) {
      case VALUE_STRING -> json.getText();
      case VALUE_NULL -> "";
      default -> throw new JsonParseException(json, name + " must be a string");
    };
  }

  private static boolean truth(JsonParser json, String name) throws IOException {
    return switch (json.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> throw new JsonParseException(json, name + " must be true or false");
    };
  }
}
