package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serai.config.Settings;
import io.serai.dev.Behaviour;
import io.serai.dev.CozeDouble;
import io.serai.dev.Fault;
import io.serai.enrich.EnrichLine;
import io.serai.enrich.RunOptions;
import io.serai.enrich.RunSummary;
import io.serai.testing.TestDatabase;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs while they are under way. */
@Timeout(60)
class EnrichRunsTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int GIVE_UP_AFTER = 3;

  private static CozeDouble coze;

  private final JobTable table = new JobTable(DATABASE);
  private Application application;

  @BeforeAll
  static void startDouble() {
    coze = CozeDouble.start(Behaviour.quick());
  }

  @AfterAll
  static void stopDouble() {
    coze.close();
  }

  @BeforeEach
  void start() {
    table.create();
    coze.behave(Behaviour.quick());
    coze.resetStats();
    Cli cli =
        new Cli(DATABASE, coze)
            .with("ENRICH_MAX_WORKERS", 16)
            .with("ENRICH_POLL_INTERVAL", 1)
            .with("ENRICH_GIVE_UP_AFTER", GIVE_UP_AFTER);
    Settings settings = DATABASE.settings(cli.settings());
    application = Application.open(settings);
    application.start(Extent.COMMAND, EnrichLine.NAME);
  }

  @AfterEach
  void stop() {
    application.close();
  }

  @Test
  void should_open_the_breaker_and_recover_by_itself_when_the_api_answers_502_for_a_while() {
    coze.behave(Behaviour.quick().withFault(Fault.HTML_502, 1));
    fill(1, 300);
    CompletableFuture<RunSummary> run = run(RunOptions.scheduled());
    await().atMost(PATIENCE).until(() -> application.enrich().breakerState().equals("OPEN"));
    assertThat(coze.stats().calls()).isLessThan(100);

    coze.behave(Behaviour.quick());

    RunSummary summary = result(run);
    assertThat(summary.stopReason()).isNull();
    assertThat(table.enriched()).isEqualTo(300);
    assertThat(table.writes()).isEqualTo(300);
    assertThat(table.items("attempt > 0")).isZero();
    assertThat(application.enrich().breakerState()).isEqualTo("CLOSED");
  }

  @Test
  void should_wait_on_when_the_api_is_away_for_longer_than_a_command_would_wait() {
    coze.behave(Behaviour.quick().withFault(Fault.HTML_502, 1));
    fill(1, 30);
    CompletableFuture<RunSummary> run = run(new EnrichLine.RunOnce().options());
    await().atMost(PATIENCE).until(() -> idle().toSeconds() >= GIVE_UP_AFTER + 2);
    assertThat(run).isNotDone();

    coze.behave(Behaviour.quick());

    assertThat(result(run).stopReason()).isNull();
    assertThat(table.enriched()).isEqualTo(30);
  }

  private Duration idle() {
    return application.enrich().progress().idle();
  }

  @Test
  void should_give_up_when_the_api_is_away_and_somebody_waits() {
    coze.behave(Behaviour.quick().withFault(Fault.HTML_502, 1));
    fill(1, 30);

    RunSummary summary = result(run(RunOptions.once()));

    assertThat(summary.stopReason()).startsWith("Gave up: no row moved on for 3 s");
    assertThat(table.items("attempt > 0 OR state = 'CLAIMED'")).isZero();
  }

  @Test
  void should_not_give_up_when_the_last_row_waits_longer_for_its_retry() {
    fill(1, 1);
    table
        .jdbc()
        .update(
            "INSERT INTO serai.work_item (line, key, state, run_at) VALUES"
                + " ('enrich', 'zhilian_job/1', 'RETRY', now() + ? * interval '1 second')",
            GIVE_UP_AFTER + 2);

    RunSummary summary = result(run(RunOptions.once()));

    assertThat(summary.stopReason()).isNull();
    assertThat(table.enriched()).isEqualTo(1);
  }

  @Test
  void should_take_up_new_rows_until_drained_when_it_follows() throws Exception {
    fill(1, 1);
    CompletableFuture<RunSummary> run = run(RunOptions.following(Long.MAX_VALUE));
    await().atMost(PATIENCE).until(() -> table.enriched() == 1);
    fill(2, 3);
    await().atMost(PATIENCE).until(() -> table.enriched() == 3);
    assertThat(run).isNotDone();

    application.drain();

    RunSummary summary = result(run);
    assertThat(summary.stopReason()).isEqualTo("Stopped on request");
    assertThat(summary.fatal()).isFalse();
    assertThat(summary.counts().enriched()).isEqualTo(3);
    fill(4, 4);
    assertThatThrownBy(() -> result(run(RunOptions.once())))
        .hasStackTraceContaining("the enrich line is stopping");
    assertThat(table.enriched()).isEqualTo(3);
  }

  @Test
  void should_refuse_a_second_run_and_go_on_with_the_first_when_one_is_under_way() {
    coze.behave(Behaviour.quick().withLatency(100, 0));
    fill(1, 100);
    CompletableFuture<RunSummary> first = run(RunOptions.once());
    await().atMost(PATIENCE).until(() -> !application.enrich().runs().isIdle());

    assertThatThrownBy(() -> result(run(RunOptions.once())))
        .hasStackTraceContaining("an enrichment run is under way already");

    assertThat(result(first).counts().enriched()).isEqualTo(100);
    assertThat(table.writes()).isEqualTo(100);
    assertThat(result(run(RunOptions.once())).counts().claimed()).isZero();
  }

  @Test
  void should_finish_rows_in_flight_and_give_back_the_others_when_drained_in_the_middle() {
    coze.behave(Behaviour.quick().withLatency(200, 100));
    fill(1, 500);
    CompletableFuture<RunSummary> run = run(RunOptions.once());
    await().atMost(PATIENCE).until(() -> table.enriched() > 20);

    application.drain();

    RunSummary summary = result(run);
    assertThat(summary.counts().enriched()).isEqualTo(table.enriched()).isBetween(20L, 499L);
    assertThat(coze.stats().calls()).isEqualTo(table.enriched());
    assertThat(table.items("state = 'CLAIMED' OR attempt > 0")).isZero();
    assertThat(summary.waiting()).isEqualTo(500 - table.enriched());
  }

  @Test
  void should_ask_again_what_became_pending_again_when_run_again() {
    fill(1, 10);
    result(run(RunOptions.once()));
    table
        .jdbc()
        .update(
            "UPDATE zhilian_job SET job_description_detail = NULL, process_type = NULL"
                + " WHERE id <= 4");

    assertThat(result(run(RunOptions.once())).counts().enriched()).isEqualTo(4);

    assertThat(table.enriched()).isEqualTo(10);
    assertThat(coze.stats().calls()).isEqualTo(14);
  }

  private void fill(int from, int to) {
    table
        .jdbc()
        .update(
            "INSERT INTO zhilian_job (id, processed_info)"
                + " SELECT n, 'job ' || n FROM generate_series(?, ?) n",
            from,
            to);
  }

  private CompletableFuture<RunSummary> run(RunOptions options) {
    return application
        .camel()
        .createProducerTemplate()
        .asyncRequestBody("direct:enrich-run", options, RunSummary.class);
  }

  private static RunSummary result(CompletableFuture<RunSummary> run) {
    return run.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }
}
