package io.serai.enrich;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Coze's V3 chat, not streamed: the chat is created, polled at most once a second until it ends,
 * then its messages are listed; all of it within one time. Thread-safe once configured.
 */
public final class CozeV3Chat {

  private String authorization = "";
  private long timeoutMs = 30_000;
  private long pollIntervalMs = 1_000;

  /**
   * Milliseconds that a chat may take with all its calls, 30,000 unless set; set once, before the
   * first call.
   */
  public void setTimeoutMs(long timeoutMs) {
    this.timeoutMs = timeoutMs;
  }

  /**
   * Milliseconds between two looks at a chat, 1,000 unless set; set once, before the first call.
   */
  public void setPollIntervalMs(long pollIntervalMs) {
    this.pollIntervalMs = pollIntervalMs;
  }

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
    try (JsonGenerator json = Json.FACTORY.createGenerator(bytes)) {
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
   * The chat that was created.
   *
   * @param headers of the HTTP response, with the begin of the call by {@link CozeLimitBeans}
   * @throws CozeException when the call or the chat failed
   */
  public Chat created(InputStream body, Map<String, Object> headers)
      throws CozeException, IOException {
    Object begunAt = headers.get(CozeLimitBeans.BEGUN_AT);
    return read(
        body, headers, begunAt == null ? System.nanoTime() : Long.parseLong(begunAt.toString()));
  }

  /** The same chat as it is now. */
  public Chat retrieved(Chat before, InputStream body, Map<String, Object> headers)
      throws CozeException, IOException {
    return read(body, headers, before.begunAt());
  }

  private static Chat read(InputStream body, Map<String, Object> headers, long begunAt)
      throws CozeException, IOException {
    JsonNode data = CozeReply.read(body, headers).path("data");
    String status = data.path("status").asText();
    if ("failed".equals(status)) {
      JsonNode error = data.path("last_error");
      throw CozeReply.error(error.path("code").asLong(-1), error, headers);
    }
    if ("requires_action".equals(status) || "canceled".equals(status)) {
      throw new CozeException(
          CozeFault.TRANSIENT,
          status.toUpperCase(Locale.ROOT),
          "The chat ended as %s; a bot must answer without tools of the caller%s"
              .formatted(status, CozeReply.logId(headers)),
          null);
    }
    return new Chat(
        data.path("id").asText(),
        data.path("conversation_id").asText(),
        "completed".equals(status),
        begunAt);
  }

  /** Whether to look once more. */
  public boolean running(Chat chat) {
    return !chat.completed();
  }

  /** Milliseconds to wait before the next look: the poll interval, or until the time is over. */
  public long pause(Chat chat) {
    return Math.max(0, Math.min(pollIntervalMs, left(chat)));
  }

  /**
   * Milliseconds that the next call may take.
   *
   * @throws CozeException when the time of the chat is over
   */
  public long timeLeft(Chat chat) throws CozeException {
    long left = left(chat);
    if (left <= 0) {
      throw new CozeException(
          CozeFault.TRANSIENT,
          "TIMEOUT",
          "The chat %s did not end within %d ms".formatted(chat.id(), timeoutMs),
          null);
    }
    return left;
  }

  private long left(Chat chat) {
    return timeoutMs - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - chat.begunAt());
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
   * @param begunAt {@link System#nanoTime} before it was created
   */
  public record Chat(String id, String conversationId, boolean completed, long begunAt) {

    /** The query string that names it. */
    public String query() {
      return "conversation_id=" + encoded(conversationId) + "&chat_id=" + encoded(id);
    }

    private static String encoded(String text) {
      return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
  }
}
