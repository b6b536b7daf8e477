package io.serai.testing;

import io.serai.dev.EmbeddedClickHouse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Gives tests a database of their own: one for the class when it is registered in a static field,
 * one for each test otherwise, with the tables of {@code sql/cache/schema.sql}. The server, DuckDB
 * behind ClickHouse's HTTP interface, starts with the first and stops after the last test of the
 * JVM; then everything in it is deleted.
 *
 * <pre>
 * &#64;RegisterExtension final TestClickHouse clickHouse = new TestClickHouse();
 * </pre>
 */
public final class TestClickHouse extends ScopedExtension {

  private static final Namespace NAMESPACE = Namespace.create(TestClickHouse.class);
  private static final Path HOMES = Path.of("target", "test-clickhouses");
  private static final AtomicInteger NAMES = new AtomicInteger();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int OK = 200;

  private final boolean real;
  private String url;
  private String database;

  /** DuckDB behind the front. */
  public TestClickHouse() {
    this(false);
  }

  private TestClickHouse(boolean real) {
    this.real = real;
  }

  /** The real engine; tests are skipped where it is not installed. */
  public static TestClickHouse real() {
    return new TestClickHouse(true);
  }

  /** The server of all tests of this JVM. */
  private static final class Server implements AutoCloseable {
    private final Path home;
    private final EmbeddedClickHouse clickHouse;

    Server() {
      try {
        home = ServerHome.in(HOMES);
        clickHouse = EmbeddedClickHouse.start(home, 0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      clickHouse.close();
      ServerHome.delete(home);
    }
  }

  @Override
  void open(ExtensionContext context) {
    ExtensionContext.Store store = context.getRoot().getStore(NAMESPACE);
    url =
        real
            ? store.getOrComputeIfAbsent(Chdb.class, key -> Chdb.start(), Chdb.class).url()
            : store
                .getOrComputeIfAbsent(Server.class, key -> new Server(), Server.class)
                .clickHouse
                .url();
    String name = "test_" + NAMES.incrementAndGet();
    database = "default";
    execute("CREATE DATABASE " + name);
    database = name;
    Arrays.stream(schema().split(";")).filter(sql -> !sql.isBlank()).forEach(this::execute);
  }

  @Override
  void close() {
    execute("DROP DATABASE " + database);
  }

  private static String schema() {
    try {
      return Files.readString(Path.of("src/main/resources/sql/cache/schema.sql"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The server's address. */
  public String url() {
    return url;
  }

  /** The database of this test or class. */
  public String database() {
    return database;
  }

  /** Environment variables that lead a process to this server and database. */
  public Map<String, String> environment() {
    return new HashMap<>(Map.of("CLICKHOUSE_URL", url(), "CLICKHOUSE_DATABASE", database()));
  }

  /** Runs a statement and returns the answer, TabSeparated where it names no format. */
  public String execute(String sql) {
    HttpResponse<String> response = post("", sql);
    if (response.statusCode() != OK) {
      throw new AssertionError(response.body() + sql);
    }
    return response.body();
  }

  /**
   * Sends a statement as it is.
   *
   * @param query more parameters of the address, encoded, beginning with {@code &}; or empty
   */
  public HttpResponse<String> post(String query, String sql) {
    return send(
        HttpRequest.newBuilder(URI.create(url + "/?database=" + database + query))
            .POST(HttpRequest.BodyPublishers.ofString(sql))
            .build());
  }

  /** Sends a request. */
  public HttpResponse<String> send(HttpRequest request) {
    try {
      return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
