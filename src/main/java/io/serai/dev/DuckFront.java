package io.serai.dev;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** ClickHouse's HTTP interface before a {@link DuckDatabase}, on 127.0.0.1. Thread-safe. */
final class DuckFront {

  private static final Logger LOG = LoggerFactory.getLogger(DuckFront.class);
  private static final int BACKLOG = 100;
  private static final String NO_DELAY = "sun.net.httpserver.nodelay";

  static {
    // else head and body of an answer are 40 ms apart; read once, when the first server is made
    if (System.getProperty(NO_DELAY) == null) {
      System.setProperty(NO_DELAY, "true");
    }
  }

  /** Who may come in; the user {@code default} without a password where nothing else is said. */
  record Login(String user, String password) {

    void check(DuckRequest request) throws DuckFault {
      String name = request.user().isEmpty() ? "default" : request.user();
      if (!name.equals(user) || !request.password().equals(password)) {
        throw new DuckFault(
            "AUTHENTICATION_FAILED",
            name
                + ": Authentication failed: password is incorrect, or there is no user with such"
                + " name");
      }
    }
  }

  private final HttpServer server;
  private final ExecutorService threads;
  private final DuckQueries queries;
  private final Login login;

  private DuckFront(HttpServer server, DuckQueries queries, Login login) {
    this.server = server;
    this.queries = queries;
    this.login = login;
    this.threads =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "clickhouse-front");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Serves the database in this folder.
   *
   * @throws BindException when somebody else has the port
   */
  static DuckFront start(Path folder, int port, Login login) throws IOException {
    HttpServer server;
    try {
      server = HttpServer.create(new InetSocketAddress(PostgresDatabase.HOST, port), BACKLOG);
    } catch (BindException e) {
      BindException taken =
          new BindException("port " + port + " on 127.0.0.1 is taken by another program");
      taken.initCause(e);
      throw taken;
    }
    try {
      DuckFront front = new DuckFront(server, new DuckQueries(DuckDatabase.open(folder)), login);
      server.setExecutor(front.threads);
      server.createContext("/", front::handle);
      server.start();
      return front;
    } catch (IOException | RuntimeException e) {
      server.stop(0);
      throw e;
    }
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange http) throws IOException {
    String path = http.getRequestURI().getPath();
    if (path.equals("/ping") || path.equals("/") && isEmptyGet(http)) {
      plain(http, 200, "Ok.\n");
    } else if (!path.equals("/")) {
      plain(http, 404, "There is no handle " + path + "\nUse / or /ping\n");
    } else {
      answer(http);
    }
  }

  private static boolean isEmptyGet(HttpExchange http) {
    String query = http.getRequestURI().getRawQuery();
    return http.getRequestMethod().equals("GET")
        && (query == null || !("&" + query).contains("&query="));
  }

  private static void plain(HttpExchange http, int status, String text) throws IOException {
    http.getResponseHeaders().set("Content-Type", "text/html; charset=UTF-8");
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    http.sendResponseHeaders(status, bytes.length);
    http.getResponseBody().write(bytes);
    http.close();
  }

  private void answer(HttpExchange http) throws IOException {
    DuckReply reply = new DuckReply(http, false, true);
    try {
      DuckRequest request = DuckRequest.of(http);
      reply = new DuckReply(http, request.takesGzip(), waits(request));
      reply.header("X-ClickHouse-Query-Id", request.queryId());
      reply.header("X-ClickHouse-Server-Display-Name", "serai-duckdb");
      reply.header("X-ClickHouse-Timezone", "UTC");
      login.check(request);
      queries.run(request, reply);
      reply.finish();
    } catch (DuckFault fault) {
      reply.fail(fault);
    } catch (DuckReply.TooLargeException e) {
      reply.fail(
          new DuckFault(
              "TOO_MANY_ROWS_OR_BYTES", "The answer does not fit into memory at once", e));
    } catch (RuntimeException e) {
      LOG.warn("The embedded ClickHouse does not understand a request", e);
      reply.fail(new DuckFault("UNKNOWN_EXCEPTION", String.valueOf(e.getMessage()), e));
    }
  }

  private static boolean waits(DuckRequest request) {
    return "1".equals(request.settings().get("wait_end_of_query"))
        || "1".equals(request.settings().get("http_wait_end_of_query"));
  }

  /** Ends what runs and writes everything to disk. */
  void stop() throws IOException {
    server.stop(0);
    threads.shutdownNow();
    queries.close();
  }
}
