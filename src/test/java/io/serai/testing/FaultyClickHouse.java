package io.serai.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A ClickHouse that misbehaves: passes queries on to a real one, uncompressed, and spoils the
 * answers. Loopback only, and the port stays the same while it is down. Thread-safe.
 */
public final class FaultyClickHouse implements AutoCloseable {

  /** What happens to every query. */
  public enum Fault {
    /** Nothing. */
    NONE,
    /** No answer comes, until the fault is over. */
    HANG,
    /** The answer comes when the fault is over. */
    HOLD,
    /** The connection is reset instead of an answer. */
    RESET,
    /** A page of HTML comes, with status 200. */
    GARBAGE,
    /** Half of the answer comes, then the connection is reset. */
    CUT,
    /** Half of the answer comes, then it ends as if that was all. */
    CUT_QUIETLY,
    /** Half of the rows come with status 200, then the text of an error. */
    LATE_ERROR,
    /** Status 500, too many queries at once. */
    OVERLOADED
  }

  private static final String LATE =
      "Code: 241. DB::Exception: Memory limit (total) exceeded. (MEMORY_LIMIT_EXCEEDED)"
          + " (version 24.3.1.1 (official build))\n";
  private static final String BUSY =
      "Code: 202. DB::Exception: Too many simultaneous queries. Maximum: 100."
          + " (TOO_MANY_SIMULTANEOUS_QUERIES) (version 24.3.1.1 (official build))\n";

  private final URI target;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Doorway door;
  private final AtomicInteger queries = new AtomicInteger();
  private volatile Fault fault = Fault.NONE;
  private volatile int from;
  private volatile String part = "";
  private volatile CountDownLatch over = new CountDownLatch(0);

  /** Starts without a fault. */
  public FaultyClickHouse(String target) throws IOException {
    this.target = URI.create(target);
    this.door = new Doorway("faulty-clickhouse", this::serve);
  }

  /** What clients take for ClickHouse. */
  public String url() {
    return "http://127.0.0.1:" + door.port();
  }

  /** Begins a fault, and ends the one before. */
  public FaultyClickHouse with(Fault next) {
    return with(next, 0);
  }

  /** Ends a fault, and begins another when so many queries more have been answered. */
  public synchronized FaultyClickHouse with(Fault next, int after) {
    from = queries.get() + after;
    over.countDown();
    over = new CountDownLatch(1);
    fault = next;
    return this;
  }

  /** Spares queries whose address, percent-encoded, does not have this in it. */
  public FaultyClickHouse only(String text) {
    part = text;
    return this;
  }

  /** Queries that came in. */
  public int queries() {
    return queries.get();
  }

  /** Connections that are open. */
  public int connections() {
    return door.connections();
  }

  /** Closes all connections, as ClickHouse does with idle ones. */
  public void closeConnections() throws IOException {
    door.closeConnections();
  }

  /** Refuses connections and resets those that are open. */
  public void down() throws IOException {
    door.down();
  }

  /** Listens again on the same port. */
  public void up() throws IOException {
    door.up();
  }

  @Override
  public void close() throws IOException {
    with(Fault.NONE);
    door.close();
  }

  private void serve(Socket client) throws IOException, InterruptedException {
    InputStream in = new BufferedInputStream(client.getInputStream());
    for (HttpHead head = HttpHead.read(in); head != null; head = HttpHead.read(in)) {
      byte[] body = in.readNBytes((int) Math.max(0, head.length()));
      boolean meant = queries.incrementAndGet() > from && head.line().contains(part);
      Fault now = meant ? fault : Fault.NONE;
      if (!answer(client, now, head, body)) {
        return;
      }
    }
  }

  /** Whether the connection stays. */
  private boolean answer(Socket client, Fault now, HttpHead head, byte[] body)
      throws IOException, InterruptedException {
    OutputStream out = client.getOutputStream();
    switch (now) {
      case HANG -> over.await();
      case RESET -> Doorway.reset(client);
      case GARBAGE -> send(out, 200, "<html><body>It works!</body></html>\n");
      case OVERLOADED -> send(out, 500, BUSY);
      default -> {
        if (now == Fault.HOLD) {
          over.await();
        }
        HttpResponse<byte[]> answer = ask(head, body);
        return pass(client, now, answer);
      }
    }
    return now == Fault.GARBAGE || now == Fault.OVERLOADED;
  }

  private HttpResponse<byte[]> ask(HttpHead head, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(target.resolve(head.line().split(" ")[1]))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    for (String name : new String[] {"X-ClickHouse-User", "X-ClickHouse-Key"}) {
      head.header(name)
          .filter(value -> !value.isEmpty())
          .ifPresent(value -> request.header(name, value));
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static boolean pass(Socket client, Fault fault, HttpResponse<byte[]> answer)
      throws IOException {
    OutputStream out = client.getOutputStream();
    byte[] half = Arrays.copyOf(answer.body(), answer.body().length / 2);
    switch (fault) {
      case CUT -> {
        out.write(head(answer.statusCode(), answer.body().length));
        out.write(half);
        out.flush();
        Doorway.reset(client);
        return false;
      }
      case CUT_QUIETLY -> {
        out.write(
            ("HTTP/1.1 200 OK\r\nConnection: close\r\n" + summary(answer) + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(half);
        out.flush();
        return false;
      }
      case LATE_ERROR -> send(out, 200, new String(half, StandardCharsets.UTF_8) + LATE);
      default -> {
        out.write(head(answer.statusCode(), answer.body().length));
        out.write(answer.body());
        out.flush();
      }
    }
    return true;
  }

  /** What ClickHouse says of the whole answer before it begins. */
  private static String summary(HttpResponse<byte[]> answer) {
    return answer
        .headers()
        .firstValue("X-ClickHouse-Summary")
        .map(summary -> "X-ClickHouse-Summary: " + summary + "\r\n")
        .orElse("");
  }

  private static byte[] head(int status, int length) {
    return ("HTTP/1.1 %d Passed On\r\nContent-Type: text/plain; charset=UTF-8\r\n"
            + "Content-Length: %d\r\n\r\n")
        .formatted(status, length)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static void send(OutputStream out, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write(head(status, bytes.length));
    out.write(bytes);
    out.flush();
  }
}
