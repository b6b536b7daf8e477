package io.serai.files.store;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Metadata of results: where they come from and what they must read like. Values are printable
 * ASCII, because they travel as HTTP headers: everything else, and the percent sign, is written as
 * {@code %xx} of its UTF-8. Not thread-safe.
 */
public final class ResultMetadata {

  /** SHA-256 of the source, hexadecimal. */
  public static final String SOURCE_SHA256 = "serai-source-sha256";

  /** Bytes of the source. */
  public static final String SOURCE_SIZE = "serai-source-size";

  /** SHA-256 of the result, hexadecimal. */
  public static final String RESULT_SHA256 = "serai-result-sha256";

  /** Bytes of the result. */
  public static final String RESULT_SIZE = "serai-result-size";

  /** Key of the task in the ledger. */
  public static final String TASK = "serai-task";

  /** S3 allows 2 KB for names and values of all metadata of an object. */
  private static final int LONGEST_VALUE = 1_024;

  private final Map<String, String> values = new LinkedHashMap<>();

  /** Sets a value; one that is longer than 1,024 characters when written is left out. */
  public void put(String name, String value) {
    String written = ascii(value);
    if (written.length() <= LONGEST_VALUE) {
      values.put(name, written);
    }
  }

  /** A copy, as it is sent. */
  public Map<String, String> toMap() {
    return new LinkedHashMap<>(values);
  }

  private static String ascii(String value) {
    StringBuilder written = new StringBuilder(value.length());
    for (byte each : value.getBytes(StandardCharsets.UTF_8)) {
      if (each > ' ' && each < 0x7f && each != '%') {
        written.append((char) each);
      } else {
        written.append("%%%02x".formatted(each & 0xff));
      }
    }
    return written.toString();
  }
}
