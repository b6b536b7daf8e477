package io.serai.dev;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A plain client of the double. */
final class CozeCaller {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final String url;

  CozeCaller(String url) {
    this.url = url;
  }

  HttpClient http() {
    return http;
  }

  HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(20));
  }

  HttpRequest v2(String bot, String query) {
    return v2(Map.of("bot_id", bot, "user", "u1", "query", query)).build();
  }

  HttpRequest.Builder v2(Map<String, ?> body) {
    return to("/open_api/v2/chat").POST(BodyPublishers.ofString(json(body)));
  }

  HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, BodyHandlers.ofString());
  }

  HttpResponse<String> chat(String bot, String query) throws IOException, InterruptedException {
    return send(v2(bot, query));
  }

  long code(String bot, String query) throws IOException, InterruptedException {
    return tree(chat(bot, query)).path("code").asLong(-1);
  }

  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return send(to(path).POST(BodyPublishers.ofString(body)).build());
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(to(path).GET().build());
  }

  /** Starts a V3 chat and returns the reply. */
  HttpResponse<String> create(String bot, String query, String conversation)
      throws IOException, InterruptedException {
    Map<String, Object> message = Map.of("role", "user", "content", query, "content_type", "text");
    Map<String, Object> body =
        Map.of("bot_id", bot, "user_id", "u1", "additional_messages", List.of(message));
    String suffix = conversation.isEmpty() ? "" : "?conversation_id=" + conversation;
    return post("/v3/chat" + suffix, json(body));
  }

  /** The query part of retrieve and list for the chat that create answered with. */
  static String idsOf(HttpResponse<String> created) throws IOException {
    JsonNode data = tree(created).path("data");
    return "?conversation_id="
        + data.path("conversation_id").asText()
        + "&chat_id="
        + data.path("id").asText();
  }

  JsonNode retrieve(String ids) throws IOException, InterruptedException {
    return tree(get("/v3/chat/retrieve" + ids));
  }

  static JsonNode tree(HttpResponse<String> response) throws IOException {
    return JSON.readTree(response.body());
  }

  static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (IOException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static List<String> types(JsonNode messages) {
    List<String> types = new ArrayList<>();
    messages.forEach(message -> types.add(message.path("type").asText()));
    return types;
  }

  static String answer(HttpResponse<String> response) throws IOException {
    for (JsonNode message : tree(response).path("messages")) {
      if (message.path("type").asText().equals("answer")) {
        return message.path("content").asText();
      }
    }
    return null;
  }
}
