package io.serai.cli;

import io.serai.config.Settings;
import io.serai.dev.CozeDouble;
import io.serai.enrich.EnrichLine;
import io.serai.enrich.RunOptions;
import io.serai.enrich.RunSummary;
import io.serai.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A real service on a database and a Coze double, with its management port somewhere. */
final class TestService implements AutoCloseable {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private final Application application;
  private final int port;

  private TestService(Settings settings, int port) {
    this.port = port;
    this.application = Application.open(settings);
    try {
      application.start(Extent.SERVICE, EnrichLine.NAME);
    } catch (RuntimeException e) {
      application.close();
      throw e;
    }
  }

  /** Starts a service over that many new rows. */
  static TestService start(
      TestDatabase database, CozeDouble coze, int rows, Map<String, String> more) {
    fill(database, rows);
    int port = freePort();
    Map<String, String> values = new HashMap<>(settings(coze));
    values.put("SERAI_MANAGEMENT_PORT", String.valueOf(port));
    values.putAll(more);
    return new TestService(database.settings(values), port);
  }

  /** Settings that lead the enrich line to the double. */
  static Map<String, String> settings(CozeDouble coze) {
    return Map.of(
        "COZE_API_URL", coze.v2Url(),
        "COZE_AUTHORIZATION", "Bearer token",
        "COZE_BOT_IDS", "b1,b2",
        // the usual one would start a run of its own where the hour is even
        "ENRICH_SCHEDULE", "0 0 1 1 *",
        "SERAI_RETRY_DELAY", "0",
        "SERAI_SHUTDOWN_TIMEOUT", "10");
  }

  static void fill(TestDatabase database, int rows) {
    database
        .jdbc()
        .execute(
            """
            DELETE FROM serai.work_item;
            DROP TABLE IF EXISTS zhilian_job;
            CREATE TABLE zhilian_job (
              id bigint PRIMARY KEY, train_type varchar(10), processed_info text,
              job_description_detail text, process_type timestamp, bot_id varchar(64));
            INSERT INTO zhilian_job (id, train_type, processed_info)
              SELECT n, '3', 'job ' || n FROM generate_series(1, %d) n
            """
                .formatted(rows));
  }

  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Application application() {
    return application;
  }

  /** The management port. */
  int port() {
    return port;
  }

  /** Starts a run and does not wait for its end. */
  CompletableFuture<RunSummary> run() {
    return application
        .camel()
        .createProducerTemplate()
        .asyncRequestBody("direct:enrich-run", RunOptions.once(), RunSummary.class);
  }

  HttpResponse<String> get(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** The value of a meter, given as Prometheus prints it up to the blank. */
  double metric(String name) {
    return get("/observe/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no meter " + name));
  }

  @Override
  public void close() {
    application.close();
  }
}
