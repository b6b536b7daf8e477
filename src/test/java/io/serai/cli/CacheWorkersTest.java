package io.serai.cli;

import static io.serai.cli.CacheCase.SUGGESTED;
import static io.serai.cli.CacheCase.TRENDING;
import static io.serai.cli.CacheCase.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.Serai;
import io.serai.testing.ChildJvm;
import io.serai.testing.FaultyClickHouse;
import io.serai.testing.FaultyClickHouse.Fault;
import io.serai.testing.TestClickHouse;
import io.serai.testing.TestDatabase;
import io.serai.testing.TestRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Several workers of one cache, one of them killed amid its work. */
@Timeout(240)
class CacheWorkersTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();
  @RegisterExtension static final TestRedis REDIS = TestRedis.plain();
  @RegisterExtension static final TestClickHouse CLICK_HOUSE = new TestClickHouse();

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String JOB = "serai:cache:{suggested-users}";

  @TempDir private Path folder;

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
            .with("JOB_SUGGESTION_BATCH_SIZE", 5);
  }

  @AfterEach
  void disconnect() throws IOException {
    clickHouse.close();
  }

  private static String field(String name) {
    Object value = REDIS.command("HGET", JOB, name);
    return value == null ? "" : value.toString();
  }

  @Test
  void should_refresh_once_an_interval_when_there_are_three_workers() {
    cache.job("suggested-users.yaml", "enabled: false").events("post_like", 1, 1, 1);
    List<CacheService> workers = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        workers.add(CacheService.worker(cache));
      }
      await().atMost(PATIENCE).until(() -> REDIS.get(TRENDING) != null);
      long before = refreshed(workers);
      int queries = clickHouse.queries();
      long start = System.nanoTime();

      await().atMost(PATIENCE).until(() -> refreshed(workers) >= before + 4);

      long more = refreshed(workers) - before;
      long intervals = Duration.ofNanos(System.nanoTime() - start).toSeconds();
      assertThat(more).isLessThanOrEqualTo(intervals + 1);
      assertThat(clickHouse.queries() - queries).isBetween((int) more - 1, (int) more + 1);
      assertThat(workers).extracting(CacheService::failed).containsOnly(0L);
    } finally {
      workers.forEach(CacheService::close);
    }
  }

  private static long refreshed(List<CacheService> workers) {
    return workers.stream().mapToLong(CacheService::refreshed).sum();
  }

  @Test
  void should_go_on_where_a_killed_worker_was() throws Exception {
    cache.job("trending.yaml", "enabled: false").with("JOB_SUGGESTION_INTERVAL_SEC", 60).ring(35);
    clickHouse.with(Fault.HANG, 1 + 3);
    try (ChildJvm child =
        ChildJvm.start(folder.resolve("child"), cache.settings(), Serai.class, "cache", "run")) {
      await().atMost(PATIENCE).until(() -> clickHouse.queries() == 5 || !child.isAlive());
      assertThat(child.isAlive()).as(child.output()).isTrue();
      child.kill();
    }
    assertThat(field("cursor")).isEqualTo(id(15));
    Set<String> published = REDIS.keys(SUGGESTED + "*");
    assertThat(published).hasSize(15);
    assertThat(published)
        .extracting(REDIS::get)
        .allSatisfy(value -> assertThat(CacheCase.tree(value)).hasSize(2));
    REDIS.command("SET", SUGGESTED + id(1), "as it was", "KEEPTTL");
    clickHouse.with(Fault.NONE);
    int queries = clickHouse.queries();
    // as if the time of its lease had passed
    REDIS.command("HSET", JOB, "lease_until", "1");

    try (CacheService heir = CacheService.worker(cache)) {
      await().atMost(PATIENCE).until(() -> heir.refreshed() == 1);
    }

    assertThat(clickHouse.queries() - queries).as("the members that are left").isEqualTo(1 + 4);
    assertThat(REDIS.get(SUGGESTED + id(1))).isEqualTo("as it was");
    assertThat(REDIS.keys(SUGGESTED + "*")).hasSize(34);
    assertThat(field("keys")).isEqualTo("34");
    assertThat(field("cursor")).isEmpty();
  }

  @Test
  void should_refresh_the_members_behind_a_batch_that_is_refused() {
    cache.job("trending.yaml", "enabled: false").ring(10);
    try (CacheService worker = CacheService.worker(cache)) {
      await().atMost(PATIENCE).until(() -> worker.refreshed() == 1);
      String before = REDIS.get(SUGGESTED + id(2));
      CLICK_HOUSE.execute("TRUNCATE TABLE user_relationships");
      cache.follows("6-20", "7-20", "8-20", "9-20", "10-20", "20-21");

      String after =
          "[{\"user_id\":\"%s\",\"score\":1,\"reason\":\"1 mutual connection\"}]".formatted(id(21));
      await().atMost(PATIENCE).until(() -> after.equals(REDIS.get(SUGGESTED + id(10))));

      assertThat(worker.failed()).isPositive();
      assertThat(REDIS.get(SUGGESTED + id(6))).isEqualTo(after);
      assertThat(REDIS.get(SUGGESTED + id(2))).as("of the refused batch").isEqualTo(before);
    }
  }
}
