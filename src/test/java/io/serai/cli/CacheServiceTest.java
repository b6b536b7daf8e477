package io.serai.cli;

import static io.serai.cli.CacheCase.TRENDING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.Serai;
import io.serai.testing.ChildJvm;
import io.serai.testing.FaultyClickHouse;
import io.serai.testing.FaultyClickHouse.Fault;
import io.serai.testing.TestClickHouse;
import io.serai.testing.TestDatabase;
import io.serai.testing.TestRedis;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cache line as a service: what its operators see, and how it ends. */
@Timeout(240)
class CacheServiceTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();
  @RegisterExtension static final TestRedis REDIS = TestRedis.plain();
  @RegisterExtension static final TestClickHouse CLICK_HOUSE = new TestClickHouse();

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;

  private final int port = TestService.freePort();
  private CacheCase cache;
  private FaultyClickHouse clickHouse;

  @BeforeEach
  void connect() throws IOException {
    REDIS.flush();
    CLICK_HOUSE.execute("TRUNCATE TABLE post_events");
    CLICK_HOUSE.execute("TRUNCATE TABLE user_relationships");
    clickHouse = new FaultyClickHouse(CLICK_HOUSE.url());
    cache =
        new CacheCase(DATABASE, REDIS, CLICK_HOUSE, folder)
            .with("CLICKHOUSE_URL", clickHouse.url())
            .with("SERAI_MANAGEMENT_PORT", port)
            .job("suggested-users.yaml", "enabled: false")
            .events("post_like", 1, 1, 1);
  }

  @AfterEach
  void disconnect() throws IOException {
    clickHouse.close();
  }

  private String get(String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (IOException e) {
      return "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Test
  void should_show_metrics_health_and_log_lines_of_the_guide_until_it_is_told_to_stop()
      throws Exception {
    try (ChildJvm child =
        ChildJvm.start(
            folder.resolve("run"),
            cache.settings(),
            Serai.class,
            "run",
            "--lines",
            "cache",
            "--log-format",
            "json")) {
      await().atMost(PATIENCE).until(() -> REDIS.get(TRENDING) != null || !child.isAlive());
      assertThat(child.isAlive()).as(child.output()).isTrue();
      clickHouse.with(Fault.RESET);
      String failures = "job_refresh_total{redis_key=\"" + TRENDING + "\",status=\"failure\"} 1.0";
      await().atMost(PATIENCE).until(() -> get("/observe/metrics").contains(failures));
      String metrics = get("/observe/metrics");
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(get("/observe/health/ready?data=true"))
                      .contains("\"serai-cache\"", "1 failed", "trending: 1 keys", "broke"));
      child.terminate();

      assertThat(child.exitCode(PATIENCE)).isEqualTo(143);
      assertThat(metrics)
          .containsPattern(
              "job_refresh_total\\{redis_key=\"%s\",status=\"success\"} [1-9]".formatted(TRENDING))
          .containsPattern(
              "job_refresh_duration_seconds_count\\{redis_key=\"%s\"} [1-9]".formatted(TRENDING))
          .containsPattern("clickhouse_query_duration_seconds_count\\{job=\"trending\"} [1-9]")
          .containsPattern(
              "serai_cache_age_seconds\\{job=\"trending\",redis_key=\"%s\"} [0-9]"
                  .formatted(TRENDING));
      DocumentedMeters.assertServed(metrics, "serai_cache_", "job_", "clickhouse_");
      assertLogged(child.output());
    }
  }

  private static void assertLogged(String output) {
    List<JsonNode> lines = output.lines().map(CacheCase::tree).toList();
    JsonNode line =
        lines.stream()
            .filter(each -> each.path("message").asText().equals("Cache refresh completed"))
            .findFirst()
            .orElseThrow(() -> new AssertionError(output));
    assertThat(Instant.parse(line.path("timestamp").asText())).isBefore(Instant.now());
    assertThat(line.path("level").asText()).isEqualTo("INFO");
    assertThat(UUID.fromString(line.path("correlation_id").asText())).isNotNull();
    assertThat(line.path("redis_key").asText()).isEqualTo(TRENDING);
    assertThat(line.path("ttl_sec").isIntegralNumber()).isTrue();
    assertThat(line.path("ttl_sec").asInt()).isEqualTo(1);
    assertThat(line.path("elapsed_ms").isIntegralNumber()).isTrue();
    assertThat(lines)
        .filteredOn(each -> each.path("level").asText().equals("WARN"))
        .allSatisfy(each -> assertThat(each.path("message").asText()).contains("broke"))
        .isNotEmpty();
  }

  @Test
  void should_finish_the_refresh_under_way_when_it_is_told_to_stop() throws Exception {
    cache.with("JOB_CH_TIMEOUT_MS", 30_000);
    clickHouse.with(Fault.HOLD);
    try (ChildJvm child = child("run")) {
      child.terminate();
      assertThat(REDIS.get(TRENDING)).isNull();
      clickHouse.with(Fault.NONE);

      assertThat(child.exitCode(PATIENCE)).as(child.output()).isEqualTo(143);
      assertThat(child.output())
          .containsPattern("refreshed +1")
          .containsPattern("failed +0")
          .doesNotContain("\tat ", "WARN");
    }
    assertThat(owner("trending")).isEmpty();
    assertThat(REDIS.command("HGET", "serai:cache:{trending}", "published_at")).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "refresh"})
  void should_end_and_give_its_turn_back_when_clickhouse_does_not_answer(String command)
      throws Exception {
    cache.with("JOB_CH_TIMEOUT_MS", 600_000).with("SERAI_SHUTDOWN_TIMEOUT", 1);
    clickHouse.with(Fault.HANG);
    try (ChildJvm child = child(command)) {
      assertThat(owner("trending")).isNotEmpty();
      child.terminate();

      assertThat(child.exitCode(PATIENCE)).as(child.output()).isEqualTo(143);
      assertThat(child.output()).doesNotContain("\tat ");
    }
    assertThat(owner("trending")).isEmpty();
  }

  @Test
  void should_stop_a_walk_after_the_batch_that_is_under_way() {
    cache
        .job("trending.yaml", "enabled: false")
        .with("JOB_SUGGESTION_BATCH_SIZE", 5)
        .with("JOB_CH_TIMEOUT_MS", 30_000)
        .ring(35);
    Path file = cache.jobs().resolve("suggested-users.yaml");
    CacheCase.quietly(() -> Files.deleteIfExists(file));
    clickHouse.with(Fault.HOLD, 1 + 2);
    try (CacheService service = CacheService.worker(cache)) {
      await().atMost(PATIENCE).until(() -> clickHouse.queries() == 1 + 3);
      CompletableFuture<Void> drained = CompletableFuture.runAsync(service::drain);
      await().atMost(PATIENCE).until(() -> service.status().paused());
      clickHouse.with(Fault.NONE);
      drained.join();
    }
    assertThat(clickHouse.queries()).isEqualTo(1 + 3);
    assertThat(REDIS.command("HGET", "serai:cache:{suggested-users}", "cursor"))
        .isEqualTo(CacheCase.id(15));
    assertThat(owner("suggested-users")).isEmpty();
  }

  private static String owner(String job) {
    return String.valueOf(REDIS.command("HGET", "serai:cache:{" + job + "}", "owner"));
  }

  /** A command whose query is under way. */
  private ChildJvm child(String command) throws IOException {
    return ChildJvm.start(folder.resolve("run"), cache.settings(), Serai.class, "cache", command)
        .until(PATIENCE, () -> clickHouse.queries() > 0);
  }

  @Test
  void should_refresh_no_more_jobs_at_once_than_allowed_and_begin_none_while_it_drains() {
    cache
        .job("trending.yaml", "enabled: false")
        .with("JOB_MAX_CONCURRENT", 2)
        .with("JOB_CH_TIMEOUT_MS", 30_000);
    for (int i = 1; i <= 6; i++) {
      cache.job(i + ".yaml", "{key: 'my:%d', interval_sec: 1, query: SELECT 1 AS n}".formatted(i));
    }
    clickHouse.with(Fault.HANG);
    try (CacheService service = CacheService.service(cache)) {
      await()
          .atMost(PATIENCE)
          .during(Duration.ofSeconds(1))
          .until(() -> clickHouse.queries() == 2 && service.running() == 2);

      CompletableFuture<Void> drained = CompletableFuture.runAsync(service::drain);
      await().atMost(PATIENCE).until(() -> service.status().paused());
      assertThat(drained).isNotDone();
      clickHouse.with(Fault.NONE);
      drained.join();

      assertThat(service.running()).isZero();
      assertThat(clickHouse.queries()).isEqualTo(2);
      service.line().control().resume();
      await().atMost(PATIENCE).until(() -> REDIS.keys("my:*").size() == 6);
    }
  }
}
