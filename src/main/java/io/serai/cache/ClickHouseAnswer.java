package io.serai.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.serai.cache.ClickHouseFault.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads an answer in JSONEachRow, all rows or none. ClickHouse may find an error after it has said
 * HTTP 200 and sent rows; depending on its version the error then follows the rows as plain text,
 * after the word {@code __exception__}, or as a row {@code {"exception":"Code: …"}}. Whatever is
 * not a whole row makes the answer a fault. Stateless.
 */
final class ClickHouseAnswer {

  private static final int OK = 200;
  private static final int BUFFER = 16 << 10;
  private static final int EXCERPT = 300;
  private static final String FORMAT = "JSONEachRow";
  private static final String EXCEPTION = "exception";
  private static final String STATUS = "CamelHttpResponseCode";

  private static final ObjectReader ROW =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(new TypeReference<LinkedHashMap<String, Object>>() {});

  private static final ObjectMapper PLAIN = new ObjectMapper();

  private final String job;
  private final Map<String, Object> headers;

  private ClickHouseAnswer(String job, Map<String, Object> headers) {
    this.job = job;
    this.headers = headers;
  }

  /**
   * The rows, each with its columns in the order of the query; whole numbers are Integer, Long or
   * BigInteger, others BigDecimal.
   *
   * @param job what the query is for, in messages
   * @param body the answer without its compression, null when there is none; it is closed
   * @param headers its headers, with Camel's header of the status
   * @param mostBytes that are read at the most
   * @param longest that reading may take
   * @throws ClickHouseFault when it is anything else than all rows
   */
  static List<Map<String, Object>> rows(
      String job, InputStream body, Map<String, Object> headers, int mostBytes, Duration longest)
      throws ClickHouseFault {
    ClickHouseAnswer answer = new ClickHouseAnswer(job, headers);
    byte[] bytes = answer.read(body, mostBytes, longest);
    if (answer.status() != OK || answer.header("X-ClickHouse-Exception-Code") != null) {
      throw answer.refused(bytes);
    }
    return answer.parse(bytes);
  }

  private int status() {
    return headers.get(STATUS) instanceof Number number ? number.intValue() : OK;
  }

  private String header(String name) {
    Object value = headers.get(name);
    return value == null ? null : value.toString();
  }

  private byte[] read(InputStream body, int mostBytes, Duration longest) throws ClickHouseFault {
    if (body == null) {
      return new byte[0];
    }
    long end = System.nanoTime() + longest.toNanos();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[BUFFER];
    try (body) {
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        bytes.write(buffer, 0, read);
        checkSize(bytes.size(), mostBytes);
        if (System.nanoTime() - end > 0) {
          throw fault(Kind.TIMEOUT, "NO_ANSWER", "did not end within " + longest);
        }
      }
      return bytes.toByteArray();
    } catch (IOException e) {
      throw ClickHouseFailures.of(e, "The answer to the query of " + job);
    }
  }

  private void checkSize(int size, int mostBytes) throws ClickHouseFault {
    if (size > mostBytes) {
      throw fault(
          Kind.SQL,
          ClickHouseFault.TOO_LARGE,
          ("is longer than %,d bytes: let the query return fewer rows or columns, or lower"
                  + " JOB_SUGGESTION_BATCH_SIZE")
              .formatted(mostBytes));
    }
  }

  private ClickHouseFault refused(byte[] bytes) {
    String text = text(bytes, 0);
    Optional<ClickHouseError> error = ClickHouseError.in(plainText(text));
    if (error.isPresent()) {
      return refused(error.get());
    }
    int status = status();
    String excerpt = excerpt(text);
    return new ClickHouseFault(
        ClickHouseCodes.kindOfStatus(status),
        0,
        "HTTP_" + status,
        "The query of %s was answered with HTTP %d%s (%s)"
            .formatted(
                job,
                status,
                excerpt.isEmpty() ? "" : ": " + excerpt,
                ClickHouseCodes.cureOfStatus(status)));
  }

  private ClickHouseFault refused(ClickHouseError error) {
    boolean tooLong = ClickHouseCodes.isTooLong(error);
    String cure = tooLong ? ClickHouseCodes.TOO_LONG : ClickHouseCodes.cureOf(error.code());
    return new ClickHouseFault(
        tooLong ? Kind.SQL : ClickHouseCodes.kindOf(error.code()),
        error.code(),
        error.name(),
        "ClickHouse refused the query of %s with code %d %s: %s%s"
            .formatted(
                job,
                error.code(),
                error.name(),
                error.text(),
                cure == null ? "" : " (" + cure + ")"));
  }

  private List<Map<String, Object>> parse(byte[] bytes) throws ClickHouseFault {
    String format = header("X-ClickHouse-Format");
    if (format != null && !format.equals(FORMAT)) {
      throw fault(
          Kind.SQL,
          "WRONG_FORMAT",
          "is in the format " + format + ": take the FORMAT clause out of the query");
    }
    List<Map<String, Object>> rows = new ArrayList<>();
    int start = 0;
    for (int end = 0; end < bytes.length; end++) {
      if (bytes[end] == '\n') {
        addRow(bytes, start, end, rows);
        start = end + 1;
      }
    }
    if (start < bytes.length) {
      throw notRows(bytes, start, null);
    }
    checkComplete(rows.size());
    return rows;
  }

  private void addRow(byte[] bytes, int start, int end, List<Map<String, Object>> rows)
      throws ClickHouseFault {
    if (isBlank(bytes, start, end)) {
      return;
    }
    Map<String, Object> row;
    try {
      row = ROW.readValue(bytes, start, end - start);
    } catch (IOException e) {
      throw notRows(bytes, start, e);
    }
    if (row == null) {
      throw notRows(bytes, start, null);
    }
    if (row.size() == 1 && row.get(EXCEPTION) instanceof String text) {
      Optional<ClickHouseError> error = ClickHouseError.in(text);
      if (error.isPresent() && text.startsWith("Code: ")) {
        throw refused(error.get());
      }
    }
    rows.add(row);
  }

  private static boolean isBlank(byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      if (bytes[i] != '\r' && bytes[i] != ' ') {
        return false;
      }
    }
    return true;
  }

  private ClickHouseFault notRows(byte[] bytes, int start, IOException cause) {
    String rest = text(bytes, start);
    Optional<ClickHouseError> error = ClickHouseError.in(plainText(rest));
    if (error.isPresent()) {
      return refused(error.get());
    }
    boolean cut = bytes[start] == '{' && rest.indexOf('\n') < 0;
    return cut
        ? fault(Kind.BROKEN, "CUT_OFF", "was cut off within a row: " + excerpt(rest), cause)
        : fault(
            Kind.BROKEN,
            "NO_ROWS",
            "is not ClickHouse's: check that CLICKHOUSE_URL is its HTTP interface; it begins with: "
                + excerpt(rest),
            cause);
  }

  /** A row is missing when the summary, which is only whole after the end, counts more. */
  private void checkComplete(int rows) throws ClickHouseFault {
    String summary = header("X-ClickHouse-Summary");
    if (summary == null) {
      return;
    }
    try {
      long counted = PLAIN.readTree(summary).path("result_rows").asLong();
      if (counted > rows) {
        throw fault(
            Kind.BROKEN, "CUT_OFF", "was cut off: %d of %d rows came".formatted(rows, counted));
      }
    } catch (JsonProcessingException e) {
      throw fault(Kind.BROKEN, "NO_ROWS", "has a damaged summary: " + excerpt(summary), e);
    }
  }

  /** Formats of JSON may hold the error as a JSON text. */
  private static String plainText(String text) {
    if (!text.startsWith("{")) {
      return text;
    }
    try {
      String exception = PLAIN.readTree(text).path(EXCEPTION).asText();
      return exception.isEmpty() ? text : exception;
    } catch (JsonProcessingException e) {
      return text;
    }
  }

  private static String text(byte[] bytes, int start) {
    return new String(bytes, start, bytes.length - start, StandardCharsets.UTF_8);
  }

  private static String excerpt(String text) {
    return ClickHouseError.shortened(text.substring(0, Math.min(EXCERPT, text.length())));
  }

  private ClickHouseFault fault(Kind kind, String name, String what) {
    return fault(kind, name, what, null);
  }

  private ClickHouseFault fault(Kind kind, String name, String what, Throwable cause) {
    return new ClickHouseFault(
        kind, 0, name, "The answer to the query of " + job + " " + what, cause);
  }
}
