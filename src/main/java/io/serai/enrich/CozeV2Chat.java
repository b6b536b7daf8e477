package io.serai.enrich;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.UUID;

/**
 * Coze's V2 chat, {@code POST /open_api/v2/chat}, not streamed: one request, one reply. Every
 * question gets a random user and conversation, so that no question sees another's context.
 * Thread-safe once configured.
 */
public final class CozeV2Chat {

  private String authorization = "";

  /** The Authorization header, including the word Bearer; set once, before the first call. */
  public void setAccessToken(String accessToken) {
    this.authorization = accessToken;
  }

  /** The Authorization header. */
  public String authorization() {
    return authorization;
  }

  /** The request body. */
  public byte[] request(ChatPrompt prompt) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256 + 3 * prompt.text().length());
    try (JsonGenerator json = Json.FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("conversation_id", randomId());
      json.writeStringField("bot_id", prompt.bot());
      json.writeStringField("user", randomId());
      json.writeStringField("query", Texts.wellFormed(prompt.text()));
      json.writeBooleanField("stream", false);
      json.writeEndObject();
    }
    return bytes.toByteArray();
  }

  /**
   * The text of the messages of type answer, several joined by a line break.
   *
   * @param headers of the HTTP response
   * @throws CozeException when the reply is anything else than an answer
   */
  public ChatAnswer answer(InputStream body, Map<String, Object> headers)
      throws CozeException, IOException {
    JsonNode envelope = CozeReply.read(body, headers);
    return Texts.answers(envelope.path("messages"))
        .map(ChatAnswer::new)
        .orElseThrow(() -> CozeReply.noAnswer(headers));
  }

  static String randomId() {
    return UUID.randomUUID().toString().replace("-", "");
  }
}
