package io.serai.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** First line and headers of a message as they came, byte by byte. */
record HttpHead(byte[] bytes) {

  private static final int UNKNOWN = -1;

  /** Reads up to the empty line; null when the other side has ended the connection before. */
  static HttpHead read(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int ends = 0;
    while (ends < 2) {
      int next = in.read();
      if (next < 0) {
        if (bytes.size() == 0) {
          return null;
        }
        throw new EOFException("the connection ended within a head");
      }
      bytes.write(next);
      if (next == '\n') {
        ends++;
      } else if (next != '\r') {
        ends = 0;
      }
    }
    return new HttpHead(bytes.toByteArray());
  }

  private String text() {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** The first line. */
  String line() {
    return text().lines().findFirst().orElse("");
  }

  /** The status of an answer. */
  int status() {
    return Integer.parseInt(line().split(" ")[1]);
  }

  Optional<String> header(String name) {
    String start = name.toLowerCase(Locale.ROOT) + ":";
    return text()
        .lines()
        .filter(each -> each.toLowerCase(Locale.ROOT).startsWith(start))
        .map(each -> each.substring(start.length()).strip().toLowerCase(Locale.ROOT))
        .findFirst();
  }

  boolean has(String name, String value) {
    return header(name).filter(value::equals).isPresent();
  }

  /** Bytes of the body, or -1 where the head does not tell. */
  long length() {
    return header("Content-Length").map(Long::parseLong).orElse((long) UNKNOWN);
  }
}
