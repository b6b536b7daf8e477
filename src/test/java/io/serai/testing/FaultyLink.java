package io.serai.testing;

import io.serai.testing.FaultyStore.Fault;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One connection through a {@link FaultyStore}. One thread at a time. */
final class FaultyLink {

  private static final int CONTINUE = 100;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;
  private static final int BUFFER = 16 << 10;

  private final InputStream fromClient;
  private final OutputStream toClient;
  private final InputStream fromBackend;
  private final OutputStream toBackend;

  FaultyLink(Socket client, Socket backend) throws IOException {
    fromClient = new BufferedInputStream(client.getInputStream());
    toClient = client.getOutputStream();
    fromBackend = new BufferedInputStream(backend.getInputStream());
    toBackend = backend.getOutputStream();
  }

  /** Waits for a request; null when the client has hung up. */
  HttpHead next() throws IOException {
    return HttpHead.read(fromClient);
  }

  /**
   * Passes a request and its answer on.
   *
   * @param fault what happens to it, or null
   * @return whether another may follow
   * @throws IOException when a connection broke or is to be reset
   */
  boolean pass(HttpHead request, Fault fault) throws IOException {
    if (fault == Fault.CUT_BEFORE) {
      throw new IOException("cut before the request");
    }
    if (fault == Fault.ERROR || fault == Fault.SLOW_DOWN || fault == Fault.WRONG_KEY) {
      return refuse(request, fault);
    }
    write(toBackend, request.bytes());
    HttpHead answer;
    if (request.has("Expect", "100-continue")) {
      answer = HttpHead.read(fromBackend);
      if (answer != null && answer.status() == CONTINUE) {
        write(toClient, answer.bytes());
        copyBody(request, fromClient, toBackend);
        answer = HttpHead.read(fromBackend);
      } else {
        passAnswer(request, answer, fault);
        return false;
      }
    } else {
      copyBody(request, fromClient, toBackend);
      answer = HttpHead.read(fromBackend);
    }
    passAnswer(request, answer, fault);
    return fault != Fault.CUT_WITHIN
        && !request.has("Connection", "close")
        && !answer.has("Connection", "close");
  }

  private boolean refuse(HttpHead request, Fault fault) throws IOException {
    boolean waits = request.has("Expect", "100-continue");
    if (!waits) {
      copyBody(request, fromClient, OutputStream.nullOutputStream());
    }
    String body =
        request.line().startsWith("HEAD ")
            ? ""
            : "<Error><Code>%s</Code><Message>made up</Message></Error>".formatted(code(fault));
    String head =
        "HTTP/1.1 %s\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n%s\r\n"
            .formatted(status(fault), body.length(), waits ? "Connection: close\r\n" : "");
    write(toClient, (head + body).getBytes(StandardCharsets.US_ASCII));
    return !waits;
  }

  private static String status(Fault fault) {
    return switch (fault) {
      case ERROR -> "500 Internal Server Error";
      case WRONG_KEY -> "403 Forbidden";
      default -> "503 Service Unavailable";
    };
  }

  private static String code(Fault fault) {
    return switch (fault) {
      case ERROR -> "InternalError";
      case WRONG_KEY -> "SignatureDoesNotMatch";
      default -> "SlowDown";
    };
  }

  private void passAnswer(HttpHead request, HttpHead answer, Fault fault) throws IOException {
    if (answer == null) {
      throw new EOFException("the object storage hung up");
    }
    boolean bodiless =
        request.line().startsWith("HEAD ")
            || answer.status() == NO_CONTENT
            || answer.status() == NOT_MODIFIED;
    if (fault == Fault.CUT_AFTER) {
      if (!bodiless) {
        copyBody(answer, fromBackend, OutputStream.nullOutputStream());
      }
      throw new IOException("cut after the request");
    }
    write(toClient, answer.bytes());
    if (fault == Fault.CUT_WITHIN && !bodiless && answer.length() > 0) {
      copy(fromBackend, toClient, answer.length() / 2);
    } else if (!bodiless) {
      copyBody(answer, fromBackend, toClient);
    }
  }

  private static void copyBody(HttpHead head, InputStream in, OutputStream out) throws IOException {
    if (head.has("Transfer-Encoding", "chunked")) {
      copyChunks(in, out);
    } else if (head.length() > 0) {
      copy(in, out, head.length());
    }
  }

  private static void copyChunks(InputStream in, OutputStream out) throws IOException {
    for (long size = 1; size > 0; ) {
      String line = copyLine(in, out);
      size = Long.parseLong(line.replaceFirst(";.*", "").strip(), 16);
      copy(in, out, size);
      for (String rest = copyLine(in, out); !rest.isEmpty(); ) {
        rest = copyLine(in, out);
      }
    }
    out.flush();
  }

  private static String copyLine(InputStream in, OutputStream out) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int next = 0; next != '\n'; ) {
      next = in.read();
      if (next < 0) {
        throw new EOFException("the connection ended within a chunk");
      }
      line.write(next);
    }
    write(out, line.toByteArray());
    return line.toString(StandardCharsets.ISO_8859_1).strip();
  }

  private static void copy(InputStream in, OutputStream out, long length) throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (long left = length; left > 0; ) {
      int read = in.read(buffer, 0, (int) Math.min(BUFFER, left));
      if (read < 0) {
        throw new EOFException("the connection ended within a body");
      }
      out.write(buffer, 0, read);
      left -= read;
    }
    out.flush();
  }

  private static void write(OutputStream out, byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }
}
