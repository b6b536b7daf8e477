package io.serai.cli;

import static io.serai.cli.CacheCase.SUGGESTED;
import static io.serai.cli.CacheCase.TRENDING;
import static io.serai.cli.CacheCase.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.testing.FaultyClickHouse;
import io.serai.testing.TestClickHouse;
import io.serai.testing.TestDatabase;
import io.serai.testing.TestRedis;
import java.io.IOException;
import java.nio.file.Path;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the shipped jobs leave in Redis, for every server that stands in for ClickHouse. */
@Timeout(90)
abstract class CacheValuesContract {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();
  @RegisterExtension static final TestRedis REDIS = TestRedis.plain();

  @TempDir private Path folder;

  private CacheCase cache;

  abstract TestClickHouse clickHouse();

  @BeforeEach
  void connect() {
    REDIS.flush();
    clickHouse().execute("TRUNCATE TABLE post_events");
    clickHouse().execute("TRUNCATE TABLE user_relationships");
    cache =
        new CacheCase(DATABASE, REDIS, clickHouse(), folder)
            .with("JOB_CH_TIMEOUT_MS", 20_000)
            .with("JOB_TRENDING_INTERVAL_SEC", 60)
            .with("JOB_SUGGESTION_INTERVAL_SEC", 600)
            .with("JOB_TRENDING_TOPK", 3)
            .with("JOB_SUGGESTION_BATCH_SIZE", 10);
  }

  private JsonNode refresh(String job) {
    JsonNode rows = cache.json("cache", "refresh", job);
    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).path("status").asText()).as(rows.toString()).isEqualTo("refreshed");
    return rows.get(0);
  }

  /** Milliseconds that a key was given when it was published. */
  private static long lifetime(String job, String key) {
    long published =
        Long.parseLong(
            REDIS
                .command("ZRANGE", "serai:cache:{" + job + "}:keys", "0", "0", "WITHSCORES")
                .toString()
                .replaceAll("(?s).*, |]", ""));
    return (Long) REDIS.command("PEXPIRETIME", key) - published;
  }

  @Test
  void should_leave_the_trending_posts_as_documented() {
    cache
        .events("post_view", 1, 1, 12)
        .events("post_like", 1, 2, 1)
        .events("post_comment", 1, 3, 1)
        .events("post_share", 2, 3, 1)
        .events("follow", 2, 4, 1)
        .events("post_view", 2, 5, 1);
    clickHouse()
        .execute(
            "INSERT INTO post_events VALUES (now() - toIntervalHour(2), 'post_share', '%s', '%s')"
                .formatted(id(1), id(6)));

    JsonNode outcome = refresh(TRENDING);

    assertThat(outcome.path("job").asText()).isEqualTo("trending");
    assertThat(outcome.path("keys").asInt()).isEqualTo(1);
    assertThat(outcome.path("rows").asInt()).isEqualTo(3);
    String value = REDIS.get(TRENDING);
    long cachedAt = CacheCase.tree(value).get(0).path("cached_at").asLong();
    assertThat(cachedAt * 1000).isCloseTo(System.currentTimeMillis(), within(60_000));
    assertThat(value)
        .isEqualTo(
            """
            [{"post_id":"%s","score":8,"cached_at":%d},{"post_id":"%s","score":2,"cached_at":%d},\
            {"post_id":"%s","score":1.2,"cached_at":%d}]\
            """
                .formatted(id(3), cachedAt, id(2), cachedAt, id(1), cachedAt));
    assertThat(lifetime("trending", TRENDING)).isCloseTo(90_000, within(20));
  }

  private static Offset<Long> within(long millis) {
    return Offset.offset(millis);
  }

  @Test
  void should_leave_suggestions_for_all_active_users_with_one_query_a_batch() throws IOException {
    cache.ring(35);
    try (FaultyClickHouse counted = new FaultyClickHouse(clickHouse().url())) {
      cache.with("CLICKHOUSE_URL", counted.url());

      JsonNode outcome = refresh("suggested-users");

      assertThat(outcome.path("keys").asInt()).isEqualTo(34);
      assertThat(outcome.path("rows").asInt()).isEqualTo(33 * 2 + 1);
      assertThat(counted.queries()).as("one for the members and one a batch").isEqualTo(1 + 4);
    }
    assertThat(REDIS.keys(SUGGESTED + "*")).hasSize(34).doesNotContain(SUGGESTED + id(35));
    assertThat(REDIS.get(SUGGESTED + id(1)))
        .isEqualTo(
            """
            [{"user_id":"%s","score":2,"reason":"2 mutual connections"},\
            {"user_id":"%s","score":1,"reason":"1 mutual connection"}]\
            """
                .formatted(id(4), id(5)));
    assertThat(REDIS.get(SUGGESTED + id(34)))
        .isEqualTo(
            "[{\"user_id\":\"%s\",\"score\":1,\"reason\":\"1 mutual connection\"}]"
                .formatted(id(37)));
    assertThat(REDIS.keys(SUGGESTED + "*"))
        .extracting(REDIS::ttl)
        .allSatisfy(ttl -> assertThat(ttl).isBetween(1_170_000L, 1_320_000L))
        .as("lifetimes are spread")
        .anySatisfy(ttl -> assertThat(ttl).isGreaterThan(1_220_000L));
    assertThat(lifetime("suggested-users", SUGGESTED + id(1))).isBetween(1_200_000L, 1_320_000L);
  }

  @Test
  void should_leave_no_key_for_users_without_suggestions() {
    cache.ring(1);
    cache.with("JOB_SUGGESTION_BATCH_SIZE", 1);

    JsonNode outcome = refresh("suggested-users");

    assertThat(outcome.path("keys").asInt()).isZero();
    assertThat(REDIS.keys(SUGGESTED + "*")).isEmpty();
  }
}
