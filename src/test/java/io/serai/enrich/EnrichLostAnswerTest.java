package io.serai.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.config.Settings;
import io.serai.config.SqlFiles;
import io.serai.ledger.Backoff;
import io.serai.ledger.Claim;
import io.serai.ledger.Ledger;
import io.serai.ledger.LedgerUpkeep;
import io.serai.testing.FaultyDataSource;
import io.serai.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/** The line without routes, on a network that loses something. */
class EnrichLostAnswerTest {

  @RegisterExtension final TestDatabase database = TestDatabase.withLedger();

  private EnrichFixture rows;
  private FaultyDataSource source;
  private NamedParameterJdbcTemplate jdbc;
  private Settings settings;
  private Ledger ledger;

  @BeforeEach
  void fillTable() {
    rows = new EnrichFixture(database.jdbc());
    rows.createTable();
    rows.insert(0, 100);
    source = new FaultyDataSource(database.dataSource());
    jdbc = new NamedParameterJdbcTemplate(source);
    settings = database.settings(Map.of("COZE_AUTHORIZATION", "x", "COZE_BOT_IDS", "bot-1"));
    ledger =
        new Ledger(
            jdbc.getJdbcTemplate(),
            "a",
            Duration.ofMillis(2_500),
            new Backoff(Duration.ZERO, Duration.ZERO, () -> 0));
  }

  @Test
  void should_hand_out_every_row_when_the_result_of_a_claim_was_lost() {
    EnrichSettings enrich = EnrichSettings.of(settings);
    EnrichTable table = new EnrichTable(jdbc, new SqlFiles(Optional.empty()), enrich);
    EnrichProgress progress = new EnrichProgress(System::nanoTime);
    LedgerUpkeep upkeep = new LedgerUpkeep(ledger);
    source.loseResultOf("AS fresh FROM again");
    try (EnrichClaims claims =
        new EnrichClaims(table, ledger, enrich, RunOptions.once(), progress)) {
      CompletableFuture<Void> run = CompletableFuture.runAsync(() -> answerAll(claims, table));

      await()
          .atMost(Duration.ofSeconds(20))
          .pollInterval(Duration.ofMillis(150))
          .until(
              () -> {
                upkeep.tick();
                return run.isDone();
              });
      run.join();
    }

    assertThat(source.hasLostResult()).isTrue();
    assertThat(rows.enriched()).isEqualTo(100);
    assertThat(rows.mostWritesOfARow()).isEqualTo(1);
  }

  private void answerAll(EnrichClaims claims, EnrichTable table) {
    for (Question question = claims.next(); question != null; question = claims.next()) {
      List<Claim> done = claims.close(question);
      ledger.complete("enrich", done);
      String[] ids = done.stream().map(table::id).toArray(String[]::new);
      table.write(ids, new String[] {"answer"}, new String[] {"bot-1"});
      claims.settled(question);
    }
  }

  @Test
  void should_begin_and_wait_when_the_database_is_away() {
    EnrichLine line = line();
    source.setAway(true);
    line.runs().begin(RunOptions.once());
    CompletableFuture<Question> first =
        CompletableFuture.supplyAsync(() -> line.runs().stream().next());

    source.setAway(false);

    assertThat(first.orTimeout(20, TimeUnit.SECONDS).join().text()).isEqualTo("text of row 0");
    line.runs().end();
    assertThat(line.runs().isIdle()).isTrue();
    line.close();
  }

  @Test
  void should_say_that_it_runs_when_the_database_is_silent_as_a_run_begins() {
    EnrichLine line = line();
    source.hold();
    CompletableFuture<Void> begun =
        CompletableFuture.runAsync(() -> line.runs().begin(RunOptions.once()));
    try {
      await().atMost(Duration.ofSeconds(20)).until(() -> source.waiting() > 0);

      CompletableFuture<Boolean> idle = CompletableFuture.supplyAsync(() -> line.runs().isIdle());

      assertThat(idle.orTimeout(10, TimeUnit.SECONDS).join()).isFalse();
      assertThat(begun).isNotDone();
    } finally {
      source.letGo();
    }
    begun.orTimeout(20, TimeUnit.SECONDS).join();
    line.runs().end();
    line.close();
  }

  private EnrichLine line() {
    return new EnrichLine(
        settings, jdbc, new SqlFiles(Optional.empty()), ledger, Executors.defaultThreadFactory());
  }
}
