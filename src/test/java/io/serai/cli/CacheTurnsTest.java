package io.serai.cli;

import static io.serai.cli.CacheCase.TRENDING;
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
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Route;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Turns whose lease is shorter than their query: kept while their process lives, and no longer. */
@Timeout(240)
class CacheTurnsTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();
  @RegisterExtension static final TestRedis REDIS = TestRedis.plain();
  @RegisterExtension static final TestClickHouse CLICK_HOUSE = new TestClickHouse();

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LEASE = Duration.ofSeconds(2);
  private static final Duration LONGER = LEASE.multipliedBy(2);
  private static final String FILE = "cache.camel.yaml";

  @TempDir private Path folder;

  private CacheCase cache;
  private FaultyClickHouse clickHouse;

  @BeforeEach
  void connect() throws IOException {
    REDIS.flush();
    CLICK_HOUSE.execute("TRUNCATE TABLE post_events");
    clickHouse = new FaultyClickHouse(CLICK_HOUSE.url());
    cache =
        new CacheCase(DATABASE, REDIS, CLICK_HOUSE, folder)
            .with("CLICKHOUSE_URL", clickHouse.url())
            .with("SERAI_LEASE", LEASE.toSeconds())
            .with("JOB_TRENDING_INTERVAL_SEC", 60)
            .with("JOB_CH_TIMEOUT_MS", 60_000)
            .job("suggested-users.yaml", "enabled: false")
            .events("post_like", 1, 1, 1);
  }

  @AfterEach
  void disconnect() throws IOException {
    clickHouse.close();
  }

  private static String field(String name) {
    Object value = REDIS.command("HGET", "serai:cache:{trending}", name);
    return value == null ? "" : value.toString();
  }

  private static boolean isHeld() {
    String until = field("lease_until");
    return !until.isEmpty() && Long.parseLong(until) > System.currentTimeMillis();
  }

  /** The turn of now stays its owner's for longer than its lease. */
  private static void assertKept() {
    String fence = field("fence");
    await()
        .atMost(PATIENCE)
        .during(LONGER)
        .until(() -> isHeld() && field("fence").equals(fence) && !field("owner").isEmpty());
  }

  private void awaitQuery() {
    await().atMost(PATIENCE).until(() -> clickHouse.queries() > 0 && isHeld());
  }

  private ChildJvm child(String... command) throws IOException {
    int before = clickHouse.queries();
    return ChildJvm.start(folder.resolve("child"), cache.settings(), Serai.class, command)
        .until(PATIENCE, () -> clickHouse.queries() > before);
  }

  @Test
  void should_keep_its_turn_when_a_query_takes_longer_than_the_lease() {
    clickHouse.with(Fault.HOLD);
    try (CacheService worker = CacheService.worker(cache);
        CacheService other = CacheService.worker(cache)) {
      awaitQuery();
      assertKept();
      clickHouse.with(Fault.NONE);
      await().atMost(PATIENCE).until(() -> worker.refreshed() + other.refreshed() == 1);

      assertThat(worker.failed() + other.failed()).isZero();
      assertThat(clickHouse.queries()).isEqualTo(1);
    }
    assertThat(REDIS.get(TRENDING)).isNotNull();
  }

  @Test
  void should_keep_its_turn_when_a_command_refreshes() {
    clickHouse.with(Fault.HOLD);
    CompletableFuture<Cli.Result> refresh = start("cache", "refresh");
    awaitQuery();
    assertKept();
    clickHouse.with(Fault.NONE);

    Cli.Result result = refresh.join();

    assertThat(result.code()).as(result.out()).isEqualTo(ExitCode.DONE);
    assertThat(result.err()).doesNotContain("waiting for it");
  }

  private CompletableFuture<Cli.Result> start(String... command) {
    return CompletableFuture.supplyAsync(() -> cache.run(command));
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "refresh"})
  void should_keep_its_turn_while_a_stop_waits_for_the_query(String command) throws Exception {
    cache.with("SERAI_SHUTDOWN_TIMEOUT", 60);
    clickHouse.with(Fault.HOLD);
    try (ChildJvm child = child("cache", command)) {
      child.terminate();
      assertKept();
      clickHouse.with(Fault.NONE);

      assertThat(child.exitCode(PATIENCE)).as(child.output()).isEqualTo(143);
    }
    assertThat(field("owner")).isEmpty();
    assertThat(field("last_error")).isEmpty();
    assertThat(REDIS.get(TRENDING)).isNotNull();
  }

  @Test
  void should_keep_its_turn_while_an_exchange_of_the_routes_waits_for_the_query() throws Exception {
    cache.with("SERAI_ROUTES_DIR", folder).with("SERAI_SHUTDOWN_TIMEOUT", 60);
    clickHouse.with(Fault.HOLD);
    try (CacheService service = CacheService.service(cache)) {
      awaitQuery();
      Files.writeString(folder.resolve(FILE), shipped().replace("Refreshes jobs", "Mine does"));
      await().atMost(PATIENCE).until(() -> service.camel().getRoute("cache-jobs") == null);
      assertKept();
      clickHouse.with(Fault.NONE);
      await().atMost(PATIENCE).until(() -> isMine(service.camel().getRoute("cache-due")));

      assertThat(service.refreshed()).isEqualTo(1);
      assertThat(service.failed()).isZero();
      await().atMost(PATIENCE).until(() -> service.camel().getRoute("cache-heartbeat") != null);
    }
  }

  private static boolean isMine(Route route) {
    return route != null && route.getDescription().startsWith("Mine");
  }

  private static String shipped() throws IOException {
    try (InputStream in = CacheTurnsTest.class.getResourceAsStream("/routes/" + FILE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void should_take_over_soon_and_say_for_whom_it_waits_when_the_owner_was_killed()
      throws Exception {
    clickHouse.with(Fault.HANG);
    try (ChildJvm victim = child("cache", "run");
        ChildJvm heir =
            ChildJvm.startWithErrorsApart(
                folder.resolve("heir"),
                cache.settings(),
                Serai.class,
                "cache",
                "refresh",
                "--json")) {
      String owner = field("owner");
      await().atMost(PATIENCE).until(() -> !heir.errors().isEmpty() || !heir.isAlive());
      assertKept();
      victim.kill();
      clickHouse.with(Fault.NONE);

      assertThat(heir.exitCode(PATIENCE)).as(heir.output()).isEqualTo(ExitCode.DONE);
      assertThat(CacheCase.tree(heir.output()).get(0).path("status").asText())
          .isEqualTo("refreshed");
      assertThat(heir.errors())
          .containsOnlyOnce("trending: " + owner + " refreshes it now, waiting for it.")
          .contains("The turn of a process that is dead ends within 2 s (SERAI_LEASE)");
    }
  }
}
