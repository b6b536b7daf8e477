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
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Workers that come and go in order while files are processed. */
class FilesRebalanceTest {

  private static final int PORTION = 32;

  @RegisterExtension final TestDatabase database = TestDatabase.withLedger();
  @RegisterExtension final TestKafka kafka = new TestKafka();
  @RegisterExtension final TestStore store = new TestStore();

  @TempDir private Path folder;
  private final Map<String, Integer> puts = new ConcurrentHashMap<>();
  private int files;

  @Test
  void should_process_each_file_once_when_workers_join_and_are_stopped() throws Exception {
    try (FaultyStore proxy = new FaultyStore(store.url(), 1).delay(Duration.ofMillis(100));
        FilesFixture scene =
            new FilesFixture(database, store, kafka.environment(), folder)
                .with("OBS_SERVER", proxy.url())
                .with("SERAI_LEASE", 120)) {
      proxy.onlyFor(this::isNoted);
      ChildJvm first = scene.startWorker();
      awaitWorkOf(scene, first);
      ChildJvm second = scene.startWorker();
      ChildJvm third = scene.startWorker();
      awaitWorkOf(scene, first, second, third);

      for (ChildJvm each : List.of(second, third)) {
        awaitWith(scene, () -> scene.claimedBy(each) > 0);
        scene.stop(each);
      }
      scene.awaitDone(PATIENCE);
      scene.awaitCommitted();

      feed(scene, 4 * PORTION);
      await().atMost(PATIENCE).until(() -> scene.claimedBy(first) > 0);
      scene.stop(first);
      assertThat(scene.done()).as("files that are left").isLessThan(files);
      scene.assertCommittedUpToUnfinished();

      scene.startWorker();
      scene.awaitDone(PATIENCE);
      scene.assertAllThere();
      assertThat(puts).hasSize(files);
      assertThat(puts.values()).as("uploads of each result").containsOnly(1);
    }
  }

  /** Never a fault: it is only looked at. */
  private boolean isNoted(String requestLine) {
    if (requestLine.startsWith("PUT ")) {
      puts.merge(requestLine, 1, Integer::sum);
    }
    return false;
  }

  private void feed(FilesFixture scene, int count) {
    scene.process(files, files + count);
    files += count;
  }

  private void awaitWorkOf(FilesFixture scene, ChildJvm... workers) {
    awaitWith(scene, () -> Stream.of(workers).allMatch(worker -> scene.doneBy(worker) > 0));
  }

  /** Waits with something to do all the time. */
  private void awaitWith(FilesFixture scene, Callable<Boolean> condition) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              if (scene.done() == files) {
                feed(scene, PORTION);
              }
              return condition.call();
            });
  }
}
