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
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Scans that are killed: one while it sends a page of tasks, one after its first page. */
class FilesGenerateKillTest {

  private static final int OBJECTS = 1_200;

  @RegisterExtension final TestDatabase database = TestDatabase.withLedger();
  @RegisterExtension final TestKafka kafka = new TestKafka();
  @RegisterExtension final TestStore store = new TestStore();

  @TempDir private Path folder;

  @Test
  void should_make_a_task_of_every_object_when_scans_are_killed_and_run_again() throws Exception {
    try (FaultyStore proxy = new FaultyStore(store.url(), 1).delay(Duration.ofMillis(300));
        FilesFixture files =
            new FilesFixture(database, store, kafka.environment(), folder)
                .withQuickRecovery()
                .with("OBS_SERVER", proxy.url())) {
      IntStream.range(0, OBJECTS)
          .parallel()
          .forEach(i -> files.put("data/%05d".formatted(i), FilesFixture.content(i)));
      ChildJvm first = files.start("files", "generate");
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(10))
          .until(() -> files.count("serai.work_item WHERE line = 'files-scan'") > 0);
      await().pollDelay(Duration.ofMillis(120)).until(() -> true);
      first.kill();
      ChildJvm second = files.start("files", "generate");
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(10))
          .until(() -> files.count("serai.resume_point") > 0);
      second.kill();
      proxy.delay(Duration.ZERO);
      ChildJvm third = files.start("files", "generate");
      assertThat(third.exitCode(PATIENCE)).as(third.output()).isZero();
      assertThat(third.output()).containsPattern("resumed +true");
      assertThat(files.count("serai.resume_point")).isZero();
      assertThat(files.count("serai.work_item WHERE line = 'files-scan' AND state <> 'DONE'"))
          .isZero();

      assertThat(files.takeTasksFromKafka()).hasSize(OBJECTS);
      ChildJvm worker = files.start("files", "pool-worker", "--once");
      files.awaitDone(PATIENCE);
      files.assertAllThere();
      assertThat(worker.exitCode(PATIENCE)).as(worker.output()).isZero();
    }
  }
}
