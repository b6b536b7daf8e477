package io.serai.cli;

import static io.serai.cli.CacheCase.TRENDING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.testing.FaultyClickHouse;
import io.serai.testing.FaultyClickHouse.Fault;
import io.serai.testing.TestClickHouse;
import io.serai.testing.TestDatabase;
import io.serai.testing.TestRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Faults of Redis, under a worker and a reader. */
@Timeout(90)
class CacheRedisOutageTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();
  @RegisterExtension static final TestClickHouse CLICK_HOUSE = new TestClickHouse();
  @RegisterExtension final TestRedis redis = TestRedis.plain();

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Much shorter than the lease of a turn. */
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir private Path folder;

  private CacheCase cache;

  /** What happens to Redis. */
  enum Trouble {
    STOPPED("is not there"),
    EMPTIED("is not there"),
    READ_ONLY("read-only replica"),
    OUT_OF_MEMORY("no memory left"),
    HANGING("does not answer within JOB_REDIS_TIMEOUT_MS=500");

    private final String said;

    Trouble(String said) {
      this.said = said;
    }

    void begin(TestRedis redis) {
      switch (this) {
        case STOPPED, EMPTIED -> redis.stop();
        case READ_ONLY -> redis.becomeReadOnly();
        case OUT_OF_MEMORY -> redis.runOutOfMemory();
        case HANGING -> redis.hang(5000);
      }
    }

    void end(TestRedis redis) {
      switch (this) {
        case STOPPED -> redis.start();
        case EMPTIED -> redis.startEmpty();
        case READ_ONLY -> redis.becomeWritable();
        case OUT_OF_MEMORY -> redis.haveMemory();
        case HANGING -> {
          // it ends by itself
        }
      }
    }
  }

  @BeforeEach
  void connect() {
    cache =
        new CacheCase(DATABASE, redis, CLICK_HOUSE, folder)
            .job("suggested-users.yaml", "enabled: false")
            .events("post_like", 1, 1, 1);
  }

  private CacheService started() {
    CacheService service = CacheService.worker(cache);
    await().atMost(PATIENCE).until(() -> redis.get(TRENDING) != null);
    return service;
  }

  private static String said(CacheService service, Trouble trouble) {
    return trouble == Trouble.OUT_OF_MEMORY
        ? service.line().store().states(List.of("trending")).get("trending").lastError()
        : service.status().details().toString();
  }

  @Test
  void should_say_what_is_wrong_and_recover_when_redis_is_in_trouble() {
    try (CacheService service = started();
        KeyWatch reader = new KeyWatch(redis.port(), TRENDING)) {
      for (Trouble trouble : Trouble.values()) {
        int blanks = reader.blanks().size();
        trouble.begin(redis);
        await()
            .atMost(PATIENCE)
            .untilAsserted(() -> assertThat(said(service, trouble)).contains(trouble.said));
        trouble.end(redis);

        service.awaitRefreshes(1);

        assertThat(service.status().running()).isTrue();
        if (trouble == Trouble.OUT_OF_MEMORY) {
          assertThat(reader.blanks()).hasSize(blanks);
        }
      }
      assertThat(reader.values()).allSatisfy(value -> assertThat(value).contains("\"score\":"));
    }
  }

  @Test
  void should_go_on_long_before_the_lease_is_over_when_redis_went_away_amid_a_refresh()
      throws IOException {
    try (FaultyClickHouse faulty = new FaultyClickHouse(CLICK_HOUSE.url())) {
      cache.with("CLICKHOUSE_URL", faulty.url()).with("JOB_CH_TIMEOUT_MS", 60_000);
      try (CacheService service = started()) {
        faulty.with(Fault.HANG);
        await().atMost(PATIENCE).until(() -> !owner(service).isEmpty());
        redis.stop();
        faulty.with(Fault.NONE);
        service.awaitFailures(1);
        redis.start();
        assertThat(owner(service)).as("the turn of the refresh that failed").isNotEmpty();

        long before = service.refreshed();
        await().atMost(SOON).until(() -> service.refreshed() > before);

        assertThat(redis.ttl(TRENDING)).isPositive();
      }
    }
  }

  @Test
  void should_not_be_ready_while_redis_refuses_the_login() {
    redis.askForPassword("secret");
    try (CacheService service = CacheService.worker(cache)) {
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(service.status().fault())
                      .startsWith("trending: Redis at ")
                      .contains("asks for a password"));

      redis.askForPassword("");
      service.awaitRefreshes(1);

      assertThat(service.status().fault()).isNull();
    }
  }

  private static String owner(CacheService service) {
    return service.line().store().states(List.of("trending")).get("trending").owner();
  }
}
