package io.serai.cli;

import static io.serai.cli.CacheCase.TRENDING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.cache.CacheLine;
import io.serai.testing.FaultyClickHouse;
import io.serai.testing.FaultyClickHouse.Fault;
import io.serai.testing.TestClickHouse;
import io.serai.testing.TestDatabase;
import io.serai.testing.TestRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Faults of ClickHouse, while a reader lives on the cache. */
@Timeout(90)
class CacheOutageTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();
  @RegisterExtension static final TestRedis REDIS = TestRedis.plain();
  @RegisterExtension static final TestClickHouse CLICK_HOUSE = new TestClickHouse();

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Map<Fault, String> SAID = new EnumMap<>(Fault.class);

  static {
    SAID.put(Fault.RESET, "the connection broke");
    SAID.put(Fault.GARBAGE, "It works!");
    SAID.put(Fault.CUT, "The answer to the query of trending: the connection broke");
    SAID.put(Fault.CUT_QUIETLY, "was cut off: 10 of 20 rows came");
    SAID.put(Fault.LATE_ERROR, "MEMORY_LIMIT_EXCEEDED");
    SAID.put(Fault.OVERLOADED, "TOO_MANY_SIMULTANEOUS_QUERIES");
  }

  private static final Pattern SCORES = Pattern.compile("\"score\":([0-9.]+)");

  @TempDir private Path folder;

  private CacheCase cache;
  private FaultyClickHouse faulty;

  @BeforeEach
  void connect() throws IOException {
    REDIS.flush();
    CLICK_HOUSE.execute("TRUNCATE TABLE post_events");
    faulty = new FaultyClickHouse(CLICK_HOUSE.url());
    cache =
        new CacheCase(DATABASE, REDIS, CLICK_HOUSE, folder)
            .with("CLICKHOUSE_URL", faulty.url())
            .job("suggested-users.yaml", "enabled: false");
    hardLimit(100);
    for (int post = 1; post <= 20; post++) {
      cache.events("post_like", 1, post, 1);
    }
  }

  @AfterEach
  void disconnect() throws IOException {
    faulty.close();
  }

  private void hardLimit(int seconds) {
    cache.job(
        "trending.yaml",
        """
        key: nova:cache:trending:1h
        interval_sec: 1
        hard_limit_intervals: %d
        query_file: trending.sql
        params: {window_hours: 1, topk: 50}
        """
            .formatted(seconds));
  }

  private CacheService started() {
    CacheService service = CacheService.worker(cache);
    await().atMost(PATIENCE).until(() -> REDIS.get(TRENDING) != null);
    return service;
  }

  private static int rows(String value) {
    int rows = 0;
    for (Matcher matcher = SCORES.matcher(value); matcher.find(); rows++) {
      assertThat(matcher.group(1)).isEqualTo("2");
    }
    return rows;
  }

  @Test
  void should_keep_the_last_good_value_and_recover_when_clickhouse_is_away_or_misbehaves()
      throws IOException {
    try (CacheService service = started();
        KeyWatch reader = new KeyWatch(REDIS.port(), TRENDING)) {
      faulty.down();
      service.awaitFailures(3);
      faulty.up();
      for (Map.Entry<Fault, String> each : SAID.entrySet()) {
        faulty.with(each.getKey());
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(lastError(service)).contains(each.getValue()));
      }
      assertFailing(service, "TOO_MANY_SIMULTANEOUS_QUERIES");

      faulty.with(Fault.NONE);
      service.awaitRefreshes(1);

      assertWholeAllTheTime(reader);
      assertThat(cache.json("cache", "list").get(0).path("last error").isNull()).isTrue();
    }
  }

  @Test
  void should_keep_the_last_good_value_and_recover_when_clickhouse_is_slow_beyond_its_time() {
    try (CacheService service = started();
        KeyWatch reader = new KeyWatch(REDIS.port(), TRENDING)) {
      faulty.with(Fault.HANG);
      service.awaitFailures(1);
      assertFailing(service, "did not come within JOB_CH_TIMEOUT_MS");

      faulty.with(Fault.NONE);
      service.awaitRefreshes(1);

      assertWholeAllTheTime(reader);
    }
  }

  private String lastError(CacheService service) {
    CacheLine line = service.line();
    return line.store().states(List.of("trending")).get("trending").lastError();
  }

  private void assertFailing(CacheService service, String said) {
    JsonNode row = cache.json("cache", "list").get(0);
    assertThat(row.path("state").asText()).isIn("failing", "running");
    assertThat(row.path("last error").asText()).contains(said);
    assertThat(service.status().running()).isTrue();
  }

  private static void assertWholeAllTheTime(KeyWatch reader) {
    assertThat(reader.blanks()).isEmpty();
    assertThat(reader.values()).allSatisfy(value -> assertThat(rows(value)).isEqualTo(20));
  }

  @Test
  void should_let_the_value_go_at_its_hard_limit_and_recover() throws IOException {
    hardLimit(3);
    try (CacheService service = started()) {
      faulty.down();
      String last = REDIS.get(TRENDING);
      long cached = CacheCase.tree(last).get(0).path("cached_at").asLong() * 1000;

      await().atMost(PATIENCE).until(() -> REDIS.get(TRENDING) == null);
      long age = System.currentTimeMillis() - cached;

      assertThat(age).isBetween(3000L, 5500L);
      faulty.up();
      await().atMost(PATIENCE).until(() -> REDIS.get(TRENDING) != null);
      assertThat(service.status().running()).isTrue();
    }
  }
}
