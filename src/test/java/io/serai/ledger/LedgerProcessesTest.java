package io.serai.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.testing.ChildJvm;
import io.serai.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Three processes on one database, which are killed one after the other, again and again. */
class LedgerProcessesTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

  private static final int ITEMS = 3_000;
  private static final int KILLS = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private final Map<String, ChildJvm> processes = new LinkedHashMap<>();

  @AfterEach
  void endProcesses() {
    processes.values().forEach(ChildJvm::close);
  }

  @Test
  void should_have_one_effect_each_and_lose_nothing_when_processes_are_killed() throws Exception {
    DATABASE.jdbc().execute("CREATE TABLE call (key text, owner text)");
    DATABASE.jdbc().execute("CREATE TABLE effect (key text, fence bigint, owner text)");
    DATABASE.jdbc().execute("CREATE TABLE lost (owner text)");
    enqueue(0);
    start("p0");
    start("p1");
    start("p2");

    long inFlight = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      String victim =
          await("work").atMost(PATIENCE).until(this::oldestAtWork, Optional::isPresent).get();
      processes.remove(victim).kill();
      inFlight += count("serai.work_item WHERE state = 'CLAIMED' AND owner = '" + victim + "'");
      enqueue(kill + 1);
      start("p" + (kill + 3));
    }
    for (ChildJvm process : processes.values()) {
      assertThat(process.exitCode(PATIENCE)).as(process.output()).isZero();
    }

    assertThat(count("serai.work_item WHERE state = 'DONE'")).isEqualTo(ITEMS);
    assertThat(count("serai.work_item")).isEqualTo(ITEMS);
    assertThat(count("(SELECT DISTINCT key FROM effect) e")).isEqualTo(ITEMS);
    assertThat(count("effect")).as("effects written twice").isEqualTo(ITEMS);
    assertThat(count("effect JOIN serai.work_item w USING (key) WHERE effect.fence <> w.fence"))
        .as("effects of an owner that had lost the item")
        .isZero();
    assertThat(inFlight).as("the kills hit work in flight").isPositive();
    long repeated = count("call") - ITEMS;
    assertThat(repeated).isBetween(0L, inFlight + count("lost"));
  }

  private Optional<String> oldestAtWork() {
    return processes.keySet().stream().filter(name -> calls(name) > 3).findFirst();
  }

  private void start(String name) throws Exception {
    processes.put(
        name,
        ChildJvm.start(
            folder.resolve(name),
            DATABASE.environment(),
            LedgerProcess.class,
            name,
            String.valueOf(ITEMS)));
  }

  /** A part at a time, so that the last process to be killed still finds work. */
  private static void enqueue(int part) {
    String[] keys =
        IntStream.range(part * ITEMS / (KILLS + 1), (part + 1) * ITEMS / (KILLS + 1))
            .mapToObj(i -> "k" + i)
            .toArray(String[]::new);
    new LedgerFixture(DATABASE).enqueue(keys);
  }

  private static long calls(String owner) {
    return count("call WHERE owner = '" + owner + "'");
  }

  private static long count(String from) {
    return DATABASE.jdbc().queryForObject("SELECT count(*) FROM " + from, Long.class);
  }
}
