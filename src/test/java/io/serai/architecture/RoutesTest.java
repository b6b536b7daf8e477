package io.serai.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.architecture.RouteChecks.Known;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the shipped route files against the rules, and proves that each rule can fail. */
class RoutesTest {

  private static final Path FIXTURES = Path.of("src/test/resources/structure");
  private static final String SUFFIX = ".camel.yaml";

  /** Bound by the code that starts a run. */
  private static final Set<String> PROPERTIES =
      Set.of(
          "cache.clickhouse-connections",
          "cache.clickhouse-timeout-ms",
          "cache.clickhouse-url",
          "cache.heartbeat-ms",
          "cache.max-concurrent",
          "cache.queue",
          "cache.reload-ms",
          "cache.tick-ms",
          "cache.working",
          "enrich.authorization",
          "enrich.batch-interval-ms",
          "enrich.batch-size",
          "enrich.connections",
          "enrich.cron",
          "enrich.kamelet",
          "enrich.reuse-answers",
          "enrich.scheduled",
          "enrich.statistics-ms",
          "enrich.timeout-ms",
          "enrich.url",
          "enrich.watch-ms",
          "files.batch-interval-ms",
          "files.batch-size",
          "files.brokers",
          "files.due-ms",
          "files.first-sweep-ms",
          "files.group",
          "files.mail",
          "files.mail-from",
          "files.mail-interval-ms",
          "files.mail-password",
          "files.mail-queue",
          "files.mail-server",
          "files.mail-size",
          "files.mail-starttls",
          "files.mail-timeout-ms",
          "files.mail-to",
          "files.mail-username",
          "files.outbox-ms",
          "files.poll-timeout-ms",
          "files.result-topic",
          "files.dead-letter-topic",
          "files.stop-timeout-ms",
          "files.sweep-ms",
          "files.topic",
          "files.untold-ms",
          "files.working",
          "ledger.heartbeat-ms",
          "ops.alert-interval-ms",
          "ops.alerts",
          "ops.retry-ms",
          "ops.webhook",
          "ops.webhook-endpoint",
          "ops.webhook-timeout-ms",
          "reload.enabled",
          "reload.period-ms");

  private static final Set<String> BEANS =
      Set.of(
          "cacheDesk",
          "cacheHeartbeat",
          "cacheJobCheck",
          "cacheJobRoutes",
          "cacheJobs",
          "cacheKeeper",
          "cacheQueries",
          "cacheStore",
          "clickHouse",
          "cozeBreaker",
          "enrichControl",
          "enrichDesk",
          "enrichOnce",
          "enrichRuns",
          "enrichWorkers",
          "enrichWriter",
          "enrichWriters",
          "filesDesk",
          "filesInbox",
          "filesKafka",
          "filesMail",
          "filesOutbox",
          "filesScan",
          "filesStore",
          "filesSweep",
          "filesWorkers",
          "filesWriter",
          "filesWriters",
          "ledgerUpkeep",
          "obsBreaker",
          "obsClient",
          "opsAlertWebhook",
          "opsAlerts",
          "routeReload");

  private static final RouteChecks CHECKS =
      new RouteChecks(
          new Known(
              Set.of(
                  "known",
                  "enrich.poll-delay",
                  "enrich.batch-size",
                  "enrich.max-retries",
                  "enrich.coze-api-url",
                  "enrich.request-timeout",
                  "enrich.coze-authorization",
                  "retry.max"),
              Set.of(
                  "enrichClaims",
                  "enrichWorkers",
                  "enrichRequest",
                  "enrichBatch",
                  "dataSource",
                  "ledger"),
              Set.of("ledger-dead")));

  @Test
  void should_find_no_fault_when_the_routes_follow_the_rules() {
    assertThat(CHECKS.faults(Yaml.files(FIXTURES.resolve("good/routes"), SUFFIX))).isEmpty();
  }

  @Test
  void should_find_no_fault_in_the_shipped_routes() {
    RouteChecks checks = new RouteChecks(ProjectNames.with(PROPERTIES, BEANS, Set.of()));

    assertThat(checks.faults(Yaml.files(Path.of("src/main/resources/routes"), SUFFIX))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("bad")
  void should_name_the_fault_when_a_route_breaks_a_rule(Path file) throws IOException {
    String expected = Files.readAllLines(file).get(0).replace("# fault: ", "");

    assertThat(CHECKS.faults(List.of(file)))
        .singleElement()
        .asString()
        .startsWith(file.getFileName().toString())
        .contains(expected);
  }

  static Stream<Path> bad() {
    return Yaml.files(FIXTURES.resolve("bad/routes"), SUFFIX).stream();
  }
}
