package io.serai.dev;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;

/**
 * An answer that is held back until so many bytes are there, or it is finished; only then its
 * status is known. One thread at a time.
 */
final class DuckReply extends OutputStream {

  private static final int OK = 200;
  private static final int NO_BODY = -1;

  /** With wait_end_of_query ClickHouse holds back everything; this heap is not that large. */
  private static final int MOST_BYTES = 128 << 20;

  private final HttpExchange http;
  private final boolean gzip;
  private final int held;
  private final ByteArrayOutputStream buffer = new ByteArrayOutputStream();
  private final OutputStream body;
  private boolean sent;

  /**
   * @param waits whether everything is held back
   */
  DuckReply(HttpExchange http, boolean gzip, boolean waits) throws IOException {
    this.http = http;
    this.gzip = gzip;
    this.held = waits ? MOST_BYTES : 1 << 20;
    this.body = gzip ? new GZIPOutputStream(this) : this;
  }

  /** Where the body is written to; it is compressed on the way. */
  OutputStream body() {
    return body;
  }

  void header(String name, String value) {
    http.getResponseHeaders().set(name, value);
  }

  @Override
  public void write(int single) throws IOException {
    write(new byte[] {(byte) single}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    if (!sent && buffer.size() + length > held) {
      if (held == MOST_BYTES) {
        throw new TooLargeException();
      }
      sent = true;
      encoding();
      http.sendResponseHeaders(OK, 0);
      buffer.writeTo(http.getResponseBody());
    }
    if (sent) {
      http.getResponseBody().write(bytes, from, length);
    } else {
      buffer.write(bytes, from, length);
    }
  }

  /** An answer of wait_end_of_query that does not fit into memory. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private void encoding() {
    if (gzip) {
      header("Content-Encoding", "gzip");
    }
  }

  /** Sends what is left. */
  void finish() throws IOException {
    if (body instanceof GZIPOutputStream zipped) {
      zipped.finish();
    }
    if (!sent) {
      encoding();
      sendWhole(OK, buffer.toByteArray());
    }
    http.close();
  }

  private void sendWhole(int status, byte[] bytes) throws IOException {
    http.sendResponseHeaders(status, bytes.length == 0 ? NO_BODY : bytes.length);
    http.getResponseBody().write(bytes);
  }

  /**
   * Says what went wrong: by status, or when rows are on their way already after them, and the
   * connection ends.
   */
  void fail(DuckFault fault) throws IOException {
    if (!sent) {
      header("X-ClickHouse-Exception-Code", String.valueOf(fault.code()));
      header("Content-Type", "text/plain; charset=UTF-8");
      http.getResponseHeaders().remove("X-ClickHouse-Format");
      sendWhole(fault.status(), fault.text().getBytes(StandardCharsets.UTF_8));
      http.close();
      return;
    }
    body.write(("__exception__\r\n" + fault.text()).getBytes(StandardCharsets.UTF_8));
    body.flush();
    http.getResponseBody().flush();
    throw new IOException("the answer ends with an error", fault);
  }
}
