package io.serai.enrich;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;

/**
 * Reads Coze's envelope {@code {"code":0,"msg":"",…}}, in which errors come as HTTP 200 too. A
 * reply that is not JSON, as a gateway sends, is judged by its status. Stateless.
 */
final class CozeReply {

  private static final int MOST_BYTES = 16 << 20;
  private static final int EXCERPT = 200;
  private static final long LONGEST_WAIT = Duration.ofDays(1).toSeconds();

  private CozeReply() {}

  /**
   * The envelope of a reply that went well.
   *
   * @throws CozeException when the reply is an error, is cut off, or is no JSON
   * @throws IOException when the connection breaks
   */
  static JsonNode read(InputStream body, Map<String, Object> headers)
      throws CozeException, IOException {
    int status = status(headers);
    byte[] bytes = body == null ? new byte[0] : body.readNBytes(MOST_BYTES);
    JsonNode envelope;
    try {
      envelope = Json.MAPPER.readTree(bytes);
    } catch (JsonProcessingException | CharConversionException e) {
      throw noJson(status, bytes, headers);
    }
    if (envelope == null || !envelope.isObject() || !envelope.has("code")) {
      throw noJson(status, bytes, headers);
    }
    long code = envelope.path("code").asLong(-1);
    if (code != 0) {
      throw error(code, envelope, headers);
    }
    return envelope;
  }

  /** The error that an envelope, or a chat inside it, names. */
  static CozeException error(long code, JsonNode node, Map<String, Object> headers) {
    Duration asked = retryAfter(headers);
    return new CozeException(
        CozeFault.of(status(headers), code),
        String.valueOf(code),
        "Coze answered code %d: %s%s".formatted(code, node.path("msg").asText(), logId(headers)),
        asked != null ? asked : CozeFault.pauseOfCode(code));
  }

  private static CozeException noJson(int status, byte[] bytes, Map<String, Object> headers) {
    String excerpt =
        new String(
            bytes, 0, Math.min(EXCERPT, bytes.length), java.nio.charset.StandardCharsets.UTF_8);
    if (status / 100 == 2) {
      return new CozeException(
          CozeFault.TRANSIENT,
          "BAD_JSON",
          "Coze's answer is cut off or no JSON%s: %s".formatted(logId(headers), excerpt),
          null);
    }
    return new CozeException(
        CozeFault.ofStatus(status),
        "HTTP_" + status,
        "HTTP %d%s: %s".formatted(status, logId(headers), excerpt),
        retryAfter(headers));
  }

  /** Nothing but a message of type answer will do. */
  static CozeException noAnswer(Map<String, Object> headers) {
    return new CozeException(
        CozeFault.TRANSIENT,
        "EMPTY_ANSWER",
        "Coze's reply holds no message of type answer" + logId(headers),
        null);
  }

  private static int status(Map<String, Object> headers) {
    return headers.get("CamelHttpResponseCode") instanceof Number number ? number.intValue() : 200;
  }

  /** Coze's support asks for this id; with a blank in front, or nothing. */
  static String logId(Map<String, Object> headers) {
    Object id = headers.get("X-Tt-Logid");
    return id == null ? "" : " (logid " + id + ")";
  }

  /** Both forms of RFC 9110 section 10.2.3: seconds, or a date. */
  private static Duration retryAfter(Map<String, Object> headers) {
    Object value = headers.get("Retry-After");
    if (value == null) {
      return null;
    }
    String text = value.toString().trim();
    try {
      return bounded(Long.parseLong(text));
    } catch (NumberFormatException e) {
      return untilDate(text);
    }
  }

  private static Duration bounded(long seconds) {
    return Duration.ofSeconds(Math.max(0, Math.min(LONGEST_WAIT, seconds)));
  }

  private static Duration untilDate(String text) {
    try {
      Instant date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return bounded(Duration.between(Instant.now(), date).toSeconds());
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
