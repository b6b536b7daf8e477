package io.serai.files;

import static io.serai.files.FilesFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.testing.FaultyStore.Fault;
import io.serai.testing.Relay;
import io.serai.testing.TestKafka;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A worker whose object storage or database goes away and comes back, or does badly. */
class FilesOutageTest extends FilesOutageCase {

  private static final int WORKERS = 8;
  private static final Duration OUTAGE = Duration.ofSeconds(3);

  @RegisterExtension final TestKafka kafka = new TestKafka();

  private FilesFixture fixture() {
    return fixture(kafka.environment());
  }

  private static void pass(Duration time) {
    await().pollDelay(time).atMost(time.plusSeconds(30)).until(() -> true);
  }

  @Test
  void should_wait_without_consuming_attempts_when_the_object_storage_is_away() throws Exception {
    int port = freePort();
    try (FilesFixture files = fixture().with("SERAI_MANAGEMENT_PORT", port)) {
      files.process(0, FILES);
      files.startWorker();
      awaitBegun(files);
      proxy.down();
      await().atMost(PATIENCE).until(() -> isBreakerOpen(port));
      pass(OUTAGE);
      long done = files.done();
      proxy.up();

      files.awaitDone(PATIENCE);
      files.assertAllThere();
      assertThat(done).isLessThan(FILES);
      assertThat(files.count("serai.work_item WHERE attempt > 0"))
          .as("only what was cut off in the middle counts as tried")
          .isLessThanOrEqualTo(WORKERS);
      assertThat(files.count("serai.work_item WHERE attempt > 1")).isZero();
    }
  }

  @Test
  void should_bury_a_few_and_hold_the_others_when_the_keys_are_wrong() throws Exception {
    int port = freePort();
    try (FilesFixture files = fixture().with("SERAI_MANAGEMENT_PORT", port)) {
      proxy.delay(Duration.ofMillis(1)).with(Fault.WRONG_KEY, 1);
      files.process(0, FILES);
      files.startWorker();
      await().atMost(PATIENCE).until(() -> health(port).contains("check OBS_SECRET_KEY"));
      await().atMost(PATIENCE).until(() -> files.count(FAILED) == StoreGate.MOST_BURIED);
      int refused = proxy.count(Fault.WRONG_KEY);
      await("another trial").atMost(PATIENCE).until(() -> proxy.count(Fault.WRONG_KEY) > refused);
      assertThat(health(port)).contains("\"DOWN\"");
      assertThat(files.count(FAILED)).isEqualTo(StoreGate.MOST_BURIED);
      proxy.with(Fault.WRONG_KEY, 0);

      await().atMost(PATIENCE).until(() -> files.done() == FILES - StoreGate.MOST_BURIED);
      assertThat(files.count("serai.work_item WHERE state = 'DONE' AND attempt > 0")).isZero();
      assertThat(files.count(FAILED)).isEqualTo(StoreGate.MOST_BURIED);
      assertThat(proxy.count(Fault.WRONG_KEY))
          .as("those in flight at first, then one at a time")
          .isLessThanOrEqualTo(WORKERS + StoreGate.MOST_BURIED + 8);
      await().atMost(PATIENCE).until(() -> !health(port).contains("OBS_SECRET_KEY"));
    }
  }

  /** What the readiness check says; nothing while nobody listens. */
  private static String health(int port) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/observe/health/ready"))
            .build();
    try {
      return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return "";
    }
  }

  private static boolean isBreakerOpen(int port) throws IOException {
    URI metrics = URI.create("http://127.0.0.1:" + port + "/observe/metrics");
    try (InputStream in = metrics.toURL().openStream()) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .anyMatch(
              line ->
                  line.startsWith("serai_files_breaker_state")
                      && line.contains("\"open\"")
                      && line.endsWith(" 1.0"));
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  @Test
  void should_process_every_file_when_requests_fail_in_every_way() throws Exception {
    try (FilesFixture files = fixture().with("SERAI_RETRY_DELAY", 0).with("FILES_MAX_RETRIES", 5)) {
      proxy
          .delay(Duration.ofMillis(5))
          .with(Fault.ERROR, 0.05)
          .with(Fault.SLOW_DOWN, 0.02)
          .with(Fault.CUT_BEFORE, 0.05)
          .with(Fault.CUT_AFTER, 0.05)
          .with(Fault.CUT_WITHIN, 0.05);
      files.process(0, 2 * FILES);
      files.startWorker();

      files.awaitDone(PATIENCE);
      files.assertAllThere();
      for (Fault fault : EnumSet.complementOf(EnumSet.of(Fault.WRONG_KEY))) {
        assertThat(proxy.count(fault)).as(fault.name()).isPositive();
      }
    }
  }

  @Test
  void should_keep_what_is_done_when_the_database_is_away() throws Exception {
    Map<String, String> way = database.environment();
    try (Relay relay = new Relay(way.get("DB_HOST"), Integer.parseInt(way.get("DB_PORT")));
        FilesFixture files =
            fixture()
                .with("DB_HOST", "127.0.0.1")
                .with("DB_PORT", relay.port())
                .with("SERAI_LEASE", 2)) {
      files.process(0, FILES);
      files.startWorker();
      awaitBegun(files);
      relay.down();
      pass(OUTAGE);
      relay.up();

      files.awaitDone(PATIENCE);
      files.letTheUntoldBeTold();
      files.assertAllThere();
      assertThat(files.count("serai.work_item WHERE attempt > 0")).isZero();
    }
  }
}
