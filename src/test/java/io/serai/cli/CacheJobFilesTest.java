package io.serai.cli;

import static io.serai.cli.CacheCase.TRENDING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.testing.TestClickHouse;
import io.serai.testing.TestDatabase;
import io.serai.testing.TestRedis;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Files that come, change and go in CACHE_JOBS_DIR while the service runs. */
@Timeout(90)
class CacheJobFilesTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();
  @RegisterExtension static final TestRedis REDIS = TestRedis.plain();
  @RegisterExtension static final TestClickHouse CLICK_HOUSE = new TestClickHouse();

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir private Path folder;

  private CacheCase cache;

  @BeforeEach
  void connect() {
    REDIS.flush();
    cache = new CacheCase(DATABASE, REDIS, CLICK_HOUSE, folder).alone();
  }

  /** A job whose key is {@code my:<name>} and whose value is a number. */
  private static String yaml(String name, int value) {
    return """
    key: my:%s
    interval_sec: 1
    query: |
      SELECT %d AS n
    """
        .formatted(name, value);
  }

  private static void awaitValue(String name, int value) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(REDIS.get("my:" + name)).isEqualTo("[{\"n\":%d}]".formatted(value)));
  }

  private static void awaitGone(String name) {
    await().atMost(PATIENCE).until(() -> REDIS.get("my:" + name) == null);
  }

  private static List<String> refused(CacheService service) {
    return service.line().jobs().refused().values().stream().sorted().toList();
  }

  private static boolean hasRoute(CacheService service, String job) {
    return service.camel().getRoute("cache-job-" + job) != null;
  }

  @Test
  void should_follow_the_files_while_it_runs() throws IOException {
    cache.job("good.yaml", yaml("good", 1)).job("goes.yaml", yaml("goes", 1));
    try (CacheService service = CacheService.worker(cache)) {
      awaitValue("good", 1);
      awaitValue("goes", 1);

      addBadOnes();
      cache.job("new.yml", yaml("new", 1)).job("good.yaml", yaml("good", 2));
      awaitValue("new", 1);
      awaitValue("good", 2);
      await().atMost(PATIENCE).until(() -> refused(service).size() == 7);
      assertRefused(service);
      assertThat(String.join("\n", service.status().details()))
          .contains("refused: zero.yaml:2: interval_sec is '0'");
      assertThat(cache.run("cache", "list").err()).contains("Refused: zero.yaml:2: interval_sec");
      assertThat(cache.run("cache", "list").code()).isEqualTo(ExitCode.ITEMS_FAILED);

      cache
          .job("good.yaml", yaml("good", 3).replace("interval_sec", "interval"))
          .job("half.yaml", yaml("half", 1))
          .job("sql.yaml", yaml("sql", 1));
      Files.delete(cache.jobs().resolve("goes.yaml"));
      awaitValue("half", 1);
      awaitValue("sql", 1);
      awaitGone("goes");
      assertThat(hasRoute(service, "goes")).isFalse();
      await()
          .atMost(PATIENCE)
          .until(() -> String.join("\n", refused(service)).contains("\ngood.yaml:2:"));
      service.awaitRefreshes(4);
      awaitValue("good", 2);
      assertThat(service.failed()).isZero();
    }
  }

  private void addBadOnes() throws IOException {
    cache
        .job("field.yaml", yaml("field", 1) + "retries: 3\n")
        .job("zero.yaml", yaml("zero", 1).replace("interval_sec: 1", "interval_sec: 0"))
        .job("sql.yaml", yaml("sql", 1).replace("1 AS n", "n FROM no_such_table"))
        .job("twin.yaml", yaml("good", 7))
        .job("half.yaml", "key: my:half\ninterv");
    Files.createSymbolicLink(cache.jobs().resolve("away.yaml"), Path.of("nowhere"));
    Files.write(cache.jobs().resolve("binary.yaml"), new byte[] {(byte) 0xff, 0, 1});
  }

  private static void assertRefused(CacheService service) {
    List<String> refused = refused(service);
    assertThat(refused.get(0)).startsWith("away.yaml: it cannot be read");
    assertThat(refused.get(1))
        .isEqualTo("binary.yaml: it is not UTF-8 text; save it in that encoding");
    assertThat(refused.get(2)).startsWith("field.yaml:5: there is no field 'retries'");
    assertThat(refused.get(3)).startsWith("half.yaml:2: is no YAML");
    assertThat(refused.get(4)).startsWith("sql.yaml:3: ").contains("no_such_table", "60");
    assertThat(refused.get(5))
        .startsWith("twin.yaml:1: my:good collides with the job good of good.yaml:1");
    assertThat(refused.get(6)).startsWith("zero.yaml:2: interval_sec is '0'");
  }

  @Test
  void should_put_a_users_file_in_the_place_of_a_shipped_job() throws IOException {
    cache.events("post_like", 1, 1, 1);
    cache.job("trending.yaml", yaml("mine", 1).replace("my:mine", TRENDING));
    try (CacheService service = CacheService.worker(cache)) {
      await().atMost(PATIENCE).until(() -> "[{\"n\":1}]".equals(REDIS.get(TRENDING)));

      Files.delete(cache.jobs().resolve("trending.yaml"));
      await().atMost(PATIENCE).until(() -> REDIS.get(TRENDING).contains("post_id"));

      cache.job("trending.yaml", "enabled: false");
      await().atMost(PATIENCE).until(() -> REDIS.get(TRENDING) == null);
      assertThat(hasRoute(service, "trending")).isFalse();
      assertThat(service.failed()).isZero();
    }
  }

  @Test
  void should_take_over_query_files_that_change() throws IOException {
    Path sql = Files.createDirectories(folder.resolve("sql/cache"));
    Files.writeString(sql.resolve("mine.sql"), "SELECT 1 AS n");
    Files.delete(cache.jobs().resolve("trending.yaml"));
    cache
        .with("SERAI_SQL_DIR", folder.resolve("sql"))
        .events("post_like", 1, 1, 1)
        .job("mine.yaml", "{key: 'my:mine', interval_sec: 1, query_file: mine.sql}");
    try (CacheService service = CacheService.worker(cache)) {
      awaitValue("mine", 1);
      await().atMost(PATIENCE).until(() -> REDIS.get(TRENDING) != null);

      Files.writeString(sql.resolve("mine.sql"), "SELECT 2 AS n");
      Files.writeString(
          sql.resolve("trending.sql"),
          "SELECT 'mine' AS post_id, {topk:UInt32} AS score, {window_hours:UInt32} AS cached_at");
      awaitValue("mine", 2);
      await().atMost(PATIENCE).until(() -> REDIS.get(TRENDING).contains("\"mine\""));

      Files.writeString(sql.resolve("mine.sql"), "SELECT n FROM no_such_table");
      await().atMost(PATIENCE).until(() -> refused(service).size() == 1);
      assertThat(refused(service).get(0)).contains("no_such_table");
      Files.writeString(sql.resolve("mine.sql"), "SELECT 3 AS n");
      awaitValue("mine", 3);

      assertThat(refused(service)).isEmpty();
      assertThat(service.failed()).isZero();
    }
  }

  @Test
  void should_keep_to_the_shipped_job_when_a_users_file_is_faulty_from_the_start() {
    cache.events("post_like", 1, 1, 1).job("trending.yaml", "key: broken");

    Cli.Result refresh = cache.run("cache", "refresh", "trending");

    assertThat(refresh.code()).as(refresh.err()).isEqualTo(ExitCode.DONE);
    assertThat(REDIS.get(TRENDING)).contains("post_id");
    assertThat(cache.run("cache", "list").err())
        .contains("Refused: trending.yaml:1: interval_sec is missing");
  }

  @Test
  void should_run_on_with_what_it_has_when_the_folder_goes_away() throws IOException {
    cache.job("good.yaml", yaml("good", 1));
    try (CacheService service = CacheService.worker(cache)) {
      awaitValue("good", 1);
      Path away = cache.jobs().resolveSibling("away");
      Files.move(cache.jobs(), away);
      service.awaitRefreshes(3);
      Files.move(away, cache.jobs());

      cache.job("good.yaml", yaml("good", 2));

      awaitValue("good", 2);
    }
  }
}
