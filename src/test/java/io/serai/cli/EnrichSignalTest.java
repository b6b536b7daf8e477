package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.Serai;
import io.serai.dev.Behaviour;
import io.serai.dev.CozeDouble;
import io.serai.dev.Outcome;
import io.serai.testing.ChildJvm;
import io.serai.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real process that is told to stop in the middle of its work. */
class EnrichSignalTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @ParameterizedTest
  @CsvSource({"TERM, 143, --once", "INT, 130, --follow"})
  void should_finish_rows_in_flight_and_end_when_a_signal_comes(
      String signal, int exitCode, String mode, @TempDir Path folder) throws Exception {
    JobTable table = new JobTable(DATABASE);
    table.fill(400);
    try (CozeDouble coze = CozeDouble.start(Behaviour.quick().withLatency(300, 100))) {
      Cli cli = new Cli(DATABASE, coze).with("ENRICH_MAX_WORKERS", 16);
      try (ChildJvm child =
          ChildJvm.start(
              folder.resolve("run"), cli.settings(), Serai.class, "enrich", "run", mode)) {
        await().atMost(PATIENCE).until(() -> table.enriched() > 20 || !child.isAlive());

        new ProcessBuilder("kill", "-" + signal, String.valueOf(child.pid())).start().waitFor();

        assertThat(child.exitCode(PATIENCE)).as(child.output()).isEqualTo(exitCode);
        assertThat(child.output())
            .contains("Stopped on request")
            .containsPattern("enriched +" + table.enriched())
            .doesNotContain("\tat ", "WARN", "ERROR");
      }
      assertThat(table.enriched()).isBetween(21L, 399L);
      assertThat(coze.stats().calls()).isEqualTo(table.enriched());
      assertThat(coze.stats().count(Outcome.ABANDONED)).isZero();
    }
    assertThat(table.writes()).isEqualTo(table.enriched());
    assertThat(table.items("state = 'CLAIMED' OR attempt > 0")).isZero();
  }
}
