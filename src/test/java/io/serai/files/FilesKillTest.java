package io.serai.files;

import static io.serai.files.FilesFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.testing.ChildJvm;
import io.serai.testing.FaultyStore;
import io.serai.testing.TestDatabase;
import io.serai.testing.TestKafka;
import io.serai.testing.TestStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Workers that are killed again and again, at moments that a seed chooses. */
class FilesKillTest {

  private static final int FILES = 210;
  private static final int KILLS = 3;

  @RegisterExtension final TestDatabase database = TestDatabase.withLedger();
  @RegisterExtension final TestKafka kafka = new TestKafka();
  @RegisterExtension final TestStore store = new TestStore();

  @TempDir private Path folder;
  private final Random random = new Random(7);
  private final List<ChildJvm> running = new ArrayList<>();

  @Test
  void should_lose_no_task_and_write_each_once_when_workers_are_killed() throws Exception {
    try (FaultyStore proxy = new FaultyStore(store.url(), 1).delay(Duration.ofMillis(40));
        FilesFixture files =
            new FilesFixture(database, store, kafka.environment(), folder)
                .withQuickRecovery()
                .with("OBS_SERVER", proxy.url())) {
      running.add(files.startWorker());
      running.add(files.startWorker());
      long inFlight = 0;
      for (int kill = 0; kill < KILLS; kill++) {
        files.process(kill * FILES / KILLS, (kill + 1) * FILES / KILLS);
        ChildJvm victim =
            await("work").atMost(PATIENCE).until(() -> atWork(files), Optional::isPresent).get();
        await().pollDelay(Duration.ofMillis(random.nextInt(150))).until(() -> true);
        victim.kill();
        running.remove(victim);
        inFlight += files.claimedBy(victim);
        running.add(files.startWorker());
      }
      files.awaitDone(PATIENCE);
      files.letTheUntoldBeTold();
      files.assertAllThere();
      assertThat(inFlight).as("the kills hit work in flight").isPositive();
      for (ChildJvm worker : running) {
        assertThat(worker.isAlive()).as(worker.output()).isTrue();
      }
    }
  }

  private Optional<ChildJvm> atWork(FilesFixture files) {
    return running.stream().filter(worker -> files.claimedBy(worker) > 0).findFirst();
  }
}
