package io.serai.cli;

import static io.serai.cli.CacheCase.SUGGESTED;
import static io.serai.cli.CacheCase.TRENDING;
import static io.serai.cli.CacheCase.id;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.testing.TestClickHouse;
import io.serai.testing.TestDatabase;
import io.serai.testing.TestRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code serai cache …}: what a person types and reads. */
@Timeout(90)
class CacheCommandsTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();
  @RegisterExtension static final TestRedis REDIS = TestRedis.plain();
  @RegisterExtension static final TestClickHouse CLICK_HOUSE = new TestClickHouse();

  @TempDir private Path folder;

  private CacheCase cache;

  @BeforeEach
  void connect() {
    REDIS.flush();
    CLICK_HOUSE.execute("TRUNCATE TABLE post_events");
    CLICK_HOUSE.execute("TRUNCATE TABLE user_relationships");
    cache =
        new CacheCase(DATABASE, REDIS, CLICK_HOUSE, folder)
            .with("JOB_CH_TIMEOUT_MS", 20_000)
            .with("JOB_TRENDING_INTERVAL_SEC", 60);
  }

  @Test
  void should_refresh_show_and_list_when_told_so() {
    cache.events("post_like", 1, 7, 1).ring(3);

    Cli.Result before = cache.run("cache", "list");
    Cli.Result refresh = cache.run("cache", "refresh");
    Cli.Result get = cache.run("cache", "get", TRENDING);
    JsonNode list = cache.json("cache", "list");

    assertThat(before.code()).isEqualTo(ExitCode.DONE);
    assertThat(before.out()).contains("trending", "suggested-users", "never");
    assertThat(refresh.code()).as(refresh.err()).isEqualTo(ExitCode.DONE);
    assertThat(refresh.out()).contains("trending", "suggested-users", "refreshed");
    assertThat(get.code()).isEqualTo(ExitCode.DONE);
    assertThat(get.out()).isEqualTo(REDIS.get(TRENDING) + System.lineSeparator());
    assertThat(get.err()).matches("TTL [89][0-9] s\\R");
    assertThat(list).hasSize(2);
    JsonNode trending = list.get(1);
    assertThat(trending.path("job").asText()).isEqualTo("trending");
    assertThat(trending.path("key").asText()).isEqualTo(TRENDING);
    assertThat(trending.path("state").asText()).isEqualTo("fresh");
    assertThat(trending.path("ttl s").asInt()).isEqualTo(90);
    assertThat(trending.path("next in s").asInt()).isBetween(30, 60);
    assertThat(trending.path("last error").isNull()).isTrue();
    assertThat(list.get(0).path("keys").asInt()).isEqualTo(2);
    assertThat(cache.run("cache", "get", SUGGESTED + id(1)).code()).isEqualTo(ExitCode.DONE);
  }

  @Test
  void should_say_which_there_are_when_a_key_is_unknown() {
    Cli.Result get = cache.run("cache", "get", "no:such:key");
    Cli.Result refresh = cache.run("cache", "refresh", "no:such:key");

    assertThat(get.code()).isEqualTo(ExitCode.ITEMS_FAILED);
    assertThat(get.out()).isEmpty();
    assertThat(get.err()).contains("There is no key no:such:key");
    assertThat(refresh.code()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(refresh.err())
        .contains("no cache job named or with the key no:such:key", "suggested-users, trending");
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "get", "refresh"})
  void should_say_so_in_a_sentence_when_there_is_no_redis(String command) {
    cache.with("REDIS_URL", "redis://:hush@127.0.0.1:" + TestService.freePort());

    Cli.Result run =
        command.equals("list")
            ? cache.run("cache", command)
            : cache.run("cache", command, TRENDING);

    assertThat(run.code()).isIn(ExitCode.UNEXPECTED, ExitCode.ITEMS_FAILED);
    assertThat(run.out() + run.err())
        .contains("Redis at redis://", "is not there")
        .doesNotContain("\tat ", "Exception:", "hush");
  }

  @Test
  void should_fail_with_the_reason_and_no_value_when_there_is_no_clickhouse() {
    cache.with("CLICKHOUSE_URL", "http://127.0.0.1:" + TestService.freePort());

    Cli.Result run = cache.run("cache", "refresh", "trending");

    assertThat(run.code()).isEqualTo(ExitCode.ITEMS_FAILED);
    assertThat(run.out()).contains("failed", "ClickHouse cannot be reached at CLICKHOUSE_URL");
    assertThat(run.out() + run.err()).doesNotContain("\tat ");
    assertThat(REDIS.get(TRENDING)).isNull();
    assertThat(cache.json("cache", "list").get(1).path("state").asText()).isEqualTo("failing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "key: my:a, interval_sec: 5, query: SELECT 1 | 0 | job: my:a every 5 s, for 7 s",
        "key: my:a, interval_sec: 0, query: SELECT 1 | 2 | job.yaml:1: interval_sec is '0'",
        "key: my:a, interval_sec: 5, query: 'SELECT {x:UInt8}' | 2 | parameters that params",
        "enabled: false | 0 | says that its job is not enabled"
      })
  void should_tell_whether_a_job_file_is_right(String fields, int code, String said)
      throws IOException {
    Path file = Files.writeString(folder.resolve("job.yaml"), "{" + fields + "}");

    Cli.Result run = cache.run("cache", "check", file.toString());

    assertThat(run.code()).isEqualTo(code);
    assertThat(run.out() + run.err()).contains(said).doesNotContain("\tat ");
  }

  @Test
  void should_say_so_when_a_job_file_is_not_there() {
    Cli.Result run = cache.run("cache", "check", folder.resolve("none.yaml").toString());

    assertThat(run.code()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(run.err()).contains("none.yaml cannot be read");
  }

  @Test
  void should_keep_the_last_value_when_the_next_is_empty_or_much_smaller_unless_by_hand() {
    for (int post = 1; post <= 9; post++) {
      cache.events("post_like", 1, post, 1);
    }
    assertThat(cache.run("cache", "refresh", "trending").code()).isEqualTo(ExitCode.DONE);
    CLICK_HOUSE.execute("TRUNCATE TABLE post_events");
    cache.job("suggested-users.yaml", "enabled: false").events("post_share", 1, 1, 1);

    // the worker alone is impatient: values that commands write have to outlive the next command
    cache.with("JOB_TRENDING_INTERVAL_SEC", 1);
    try (CacheService worker = CacheService.worker(cache)) {
      worker.awaitFailures(2);
      assertThat(worker.refreshed()).isZero();
      assertThat(worker.status().details().toString()).contains("trending: ");
    }
    cache.with("JOB_TRENDING_INTERVAL_SEC", 60);
    assertThat(CacheCase.tree(REDIS.get(TRENDING))).hasSize(9);
    assertThat(cache.json("cache", "list").get(0).path("last error").asText())
        .contains("1 rows after 9 have shrunk by more than max_shrink: 0.5");

    assertThat(cache.run("cache", "refresh", "trending").code()).isEqualTo(ExitCode.DONE);
    assertThat(CacheCase.tree(REDIS.get(TRENDING))).hasSize(1);

    CLICK_HOUSE.execute("TRUNCATE TABLE post_events");
    Cli.Result empty = cache.run("cache", "refresh", "trending");
    assertThat(empty.code()).isEqualTo(ExitCode.ITEMS_FAILED);
    assertThat(empty.out()).contains("0 rows are fewer than min_rows: 1");
    assertThat(CacheCase.tree(REDIS.get(TRENDING))).hasSize(1);
  }
}
