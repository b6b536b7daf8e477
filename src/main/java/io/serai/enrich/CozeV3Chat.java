package io.serai.enrich;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * Coze's V3 chat, not streamed: the chat is created, polled at most once a second until it ends,
 * then its messages are listed. Thread-safe once configured.
 */
public final class CozeV3Chat {

  private static final JsonFactory JSON = new JsonFactory();

  private String authorization = "";

  /** The Authorization header, including the word Bearer; set once, before the first call. */
  public void setAccessToken(String accessToken) {
    this.authorization = accessToken;
  }

  /** The Authorization header. */
  public String authorization() {
    return authorization;
  }

  /** The request body of {@code POST /v3/chat}; a chat that is polled must keep its history. */
  public byte[] request(ChatPrompt prompt) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256 + 3 * prompt.text().length());
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("bot_id", prompt.bot());
      json.writeStringField("user_id", CozeV2Chat.randomId());
      json.writeBooleanField("stream", false);
      json.writeBooleanField("auto_save_history", true);
      json.writeArrayFieldStart("additional_messages");
      json.writeStartObject();
      json.writeStringField("role", "user");
      json.writeStringField("content", Texts.wellFormed(prompt.text()));
      json.writeStringField("content_type", "text");
      json.writeEndObject();
      json.writeEndArray();
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  /**
   * The chat that a create or retrieve reply describes.
   *
   * @param headers of the HTTP response
   * @throws CozeException when the call or the chat failed
   */
  public Chat chat(InputStream body, Map<String, Object> headers)
      throws CozeException, IOException {
    JsonNode data = CozeReply.read(body, headers).path("data");
    String status = data.path("status").asText();
    if ("failed".equals(status)) {
      JsonNode error = data.path("last_error");
      throw CozeReply.error(error.path("code").asLong(-1), error, headers);
    }
    if ("requires_action".equals(status) || "canceled".equals(status)) {
      throw new CozeException(
          CozeFault.BOT,
          status.toUpperCase(java.util.Locale.ROOT),
          "The chat ended as " + status + ": the bot must answer without tools of the caller",
          null);
    }
    return new Chat(
        data.path("id").asText(),
        data.path("conversation_id").asText(),
        "completed".equals(status),
        System.nanoTime());
  }

  /**
   * Whether to poll once more.
   *
   * @throws CozeException when the chat runs longer than {@code timeoutSeconds}
   */
  public boolean running(Chat chat, long startedAt, int timeoutSeconds) throws CozeException {
    if (chat.completed()) {
      return false;
    }
    if (System.nanoTime() - startedAt > Duration.ofSeconds(timeoutSeconds).toNanos()) {
      throw new CozeException(
          CozeFault.TRANSIENT,
          "TIMEOUT",
          "The chat %s did not end within %d s".formatted(chat.id(), timeoutSeconds),
          null);
    }
    return true;
  }

  /** The text of the messages of type answer. */
  public ChatAnswer answer(InputStream body, Map<String, Object> headers)
      throws CozeException, IOException {
    JsonNode envelope = CozeReply.read(body, headers);
    return Texts.answers(envelope.path("data"))
        .map(ChatAnswer::new)
        .orElseThrow(() -> CozeReply.noAnswer(headers));
  }

  /**
   * A chat that was created.
   *
   * @param seenAt {@link System#nanoTime} when its state was read
   */
  public record Chat(String id, String conversationId, boolean completed, long seenAt) {

    /** The query string that names it. */
    public String query() {
      return "conversation_id=" + encoded(conversationId) + "&chat_id=" + encoded(id);
    }

    private static String encoded(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
  }
}
