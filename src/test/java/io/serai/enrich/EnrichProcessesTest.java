package io.serai.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.Serai;
import io.serai.dev.Behaviour;
import io.serai.dev.CozeDouble;
import io.serai.dev.Stats;
import io.serai.testing.ChildJvm;
import io.serai.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two processes of the command line on one table, which are killed again and again. */
class EnrichProcessesTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

  private static final int ROWS = 1_500;
  private static final int KILLS = 6;
  private static final int WORKERS = 8;
  private static final int BATCH = 20;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private final Random random = new Random(42);
  private final List<ChildJvm> running = new ArrayList<>();
  private EnrichFixture rows;
  private CozeDouble coze;
  private int started;

  @BeforeEach
  void startCoze() {
    rows = new EnrichFixture(DATABASE.jdbc());
    rows.createTable();
    coze = CozeDouble.start(Behaviour.quick().withLatency(30, 20).withRecording(true, 0));
  }

  @AfterEach
  void endAll() {
    running.forEach(ChildJvm::close);
    coze.close();
  }

  @Test
  void should_write_each_row_once_and_lose_none_when_processes_are_killed() throws Exception {
    start();
    start();
    List<Long> killed = new ArrayList<>();
    long inFlight = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      insert(kill);
      ChildJvm victim =
          await("work")
              .pollInterval(Duration.ofMillis(10))
              .atMost(PATIENCE)
              .until(this::processAtWork, Optional::isPresent)
              .get();
      await().pollDelay(Duration.ofMillis(random.nextInt(100))).until(() -> true);
      victim.kill();
      killed.add(victim.pid());
      running.remove(victim);
      long asked = askedAndNotWritten(rows.textsClaimedBy(victim.pid()));
      assertThat(asked).isLessThanOrEqualTo(WORKERS + 3 * BATCH);
      inFlight += asked;
      start();
    }
    insert(KILLS);
    start();
    for (ChildJvm process : running) {
      assertThat(process.exitCode(PATIENCE)).as(process.output()).isZero();
    }

    assertThat(rows.enriched()).isEqualTo(ROWS);
    assertThat(rows.writes()).as("writes of all rows").isEqualTo(ROWS);
    assertThat(rows.mostWritesOfARow()).isEqualTo(1);
    assertThat(coze.stats().callsPerQuery()).hasSize(ROWS);
    assertThat(inFlight).as("the kills hit work in flight").isPositive();
    assertThat(coze.stats().calls() - ROWS).isBetween(0L, inFlight + rows.leasesLostBut(killed));
  }

  /**
   * Of these. What the dead sent last is counted too: the double reads it before the later calls.
   */
  private long askedAndNotWritten(List<String> texts) throws IOException {
    for (int i = 0; i < 5; i++) {
      try (InputStream later = URI.create(coze.url() + "/double/stats").toURL().openStream()) {
        later.readAllBytes();
      }
    }
    return asked(texts);
  }

  private long asked(List<String> texts) {
    Stats stats = coze.stats();
    return texts.stream().filter(text -> stats.calls(text) > 0).count();
  }

  /** A process that has asked; when all have found nothing more to do, one is started again. */
  private Optional<ChildJvm> processAtWork() throws Exception {
    for (ChildJvm process : List.copyOf(running)) {
      if (!process.isAlive()) {
        assertThat(process.exitCode(PATIENCE)).as(process.output()).isZero();
        running.remove(process);
      }
    }
    if (running.isEmpty()) {
      start();
    }
    return running.stream()
        .filter(process -> asked(rows.textsClaimedBy(process.pid())) > 0)
        .findFirst();
  }

  private void insert(int part) {
    rows.insert(part * ROWS / (KILLS + 1), (part + 1) * ROWS / (KILLS + 1));
  }

  private void start() throws Exception {
    started++;
    running.add(
        ChildJvm.start(
            folder.resolve("run-" + started),
            rows.environment(DATABASE.environment(), coze, WORKERS),
            Serai.class,
            "enrich",
            "run",
            "--once"));
  }
}
