package io.serai.cli;

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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Walks through members of which some cannot be refreshed. */
@Timeout(90)
class CacheWalkTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();
  @RegisterExtension static final TestRedis REDIS = TestRedis.plain();
  @RegisterExtension static final TestClickHouse CLICK_HOUSE = new TestClickHouse();

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private CacheCase cache;
  private FaultyClickHouse clickHouse;

  @BeforeEach
  void connect() throws IOException {
    REDIS.flush();
    CLICK_HOUSE.execute("CREATE TABLE guests (name String)");
    clickHouse = new FaultyClickHouse(CLICK_HOUSE.url());
    cache =
        new CacheCase(DATABASE, REDIS, CLICK_HOUSE, folder)
            .with("CLICKHOUSE_URL", clickHouse.url())
            .alone();
  }

  @AfterEach
  void disconnect() throws IOException {
    clickHouse.close();
    CLICK_HOUSE.execute("DROP TABLE guests");
  }

  private void guests(int batch, String... names) {
    for (String name : names) {
      CLICK_HOUSE.execute("INSERT INTO guests VALUES (" + name + ")");
    }
    cache.job(
        "guests.yaml",
        """
        key: my:guest:{name}
        interval_sec: 1
        hard_limit_intervals: 1000
        query: SELECT name, 1 AS n FROM guests WHERE name IN {members:Array(String)}
        rotation:
          query: SELECT name FROM guests WHERE name > {after:String} ORDER BY name LIMIT {limit:UInt32}
          batch: %d
        """
            .formatted(batch));
  }

  @Test
  void should_leave_out_a_batch_with_a_member_that_cannot_be_a_key() {
    guests(2, "'a'", "'b'", "'c\n'", "'d'", "'e'");
    try (CacheService worker = CacheService.worker(cache)) {
      await().atMost(PATIENCE).until(() -> worker.refreshed() == 1);

      assertThat(REDIS.keys("my:guest:*"))
          .containsExactly("my:guest:a", "my:guest:b", "my:guest:e");
      assertThat(worker.failed()).isEqualTo(1);
    }
  }

  @Test
  void should_name_the_member_that_cannot_be_a_key() {
    guests(1, "'c\n'");

    assertThat(cache.json("cache", "refresh", "guests").get(0).path("why").asText())
        .contains("the key \"my:guest:c\\u000a\" is blank or has control characters")
        .contains("mend that value of name, or let the query leave it out");
  }

  @Test
  void should_leave_out_a_member_that_is_too_much_even_alone() {
    guests(4, "'a'", "'b'", "'c'", "'d'", "'e'");
    clickHouse.only("%27c%27").with(Fault.LATE_ERROR);
    try (CacheService worker = CacheService.worker(cache)) {
      await().atMost(PATIENCE).until(() -> lastError(worker).startsWith("member c alone: "));
      assertThat(lastError(worker)).contains("MEMORY_LIMIT_EXCEEDED");
      // counted now, because the walk after this one meets c again
      await("abcd three times, cde, c").until(() -> worker.failed() == 3 + 1 + 1);
      await().atMost(PATIENCE).until(() -> worker.refreshed() == 1);

      assertThat(REDIS.keys("my:guest:*"))
          .containsExactly("my:guest:a", "my:guest:b", "my:guest:d", "my:guest:e");
    }
  }

  private static String lastError(CacheService worker) {
    return worker.line().store().states(List.of("guests")).get("guests").lastError();
  }
}
