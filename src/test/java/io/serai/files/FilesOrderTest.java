package io.serai.files;

import static io.serai.files.FilesFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.testing.FaultyStore;
import io.serai.testing.FaultyStore.Fault;
import io.serai.testing.TestDatabase;
import io.serai.testing.TestKafka;
import io.serai.testing.TestStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Many tasks of few files. */
class FilesOrderTest {

  private static final int KEYS = 5;
  private static final int VERSIONS = 24;

  @RegisterExtension final TestDatabase database = TestDatabase.withLedger();
  @RegisterExtension final TestKafka kafka = new TestKafka();
  @RegisterExtension final TestStore store = new TestStore();

  @TempDir private Path folder;

  @Test
  void should_process_the_tasks_of_a_file_in_order_when_some_fail_and_a_worker_joins()
      throws Exception {
    try (FaultyStore proxy = new FaultyStore(store.url(), 5).delay(Duration.ofMillis(50));
        FilesFixture files =
            new FilesFixture(database, store, kafka.environment(), folder)
                .with("OBS_SERVER", proxy.url())
                .with("FILES_MAX_RETRIES", 20)
                .with("SERAI_LEASE", 60)) {
      proxy.with(Fault.ERROR, 0.3);
      List<Map.Entry<String, String>> tasks = new ArrayList<>();
      for (int version = 0; version < VERSIONS; version++) {
        for (int key = 0; key < KEYS; key++) {
          tasks.add(Map.entry("key-" + key, "%04d".formatted(version)));
        }
      }
      for (int key = 0; key < KEYS; key++) {
        files.put("key-" + key, FilesFixture.content(key));
      }
      files.send(tasks);
      files.startWorker();
      await().atMost(PATIENCE).until(() -> files.done() > KEYS);
      files.startWorker();

      files.awaitDone(PATIENCE);
      files.assertAllThere();
      assertThat(files.count("serai.work_item WHERE attempt > 0")).as("retried").isPositive();
      for (int key = 0; key < KEYS; key++) {
        assertInOrder(files, "key-" + key);
      }
    }
  }

  private void assertInOrder(FilesFixture files, String key) {
    List<Map<String, Object>> rows =
        files
            .jdbc()
            .queryForList(
                "SELECT task, started_at, finished_at FROM serai.file_result WHERE key = ?"
                    + " ORDER BY finished_at",
                key);
    assertThat(rows).extracting(row -> row.get("task")).isSorted().hasSize(VERSIONS);
    Instant before = Instant.EPOCH;
    for (Map<String, Object> row : rows) {
      assertThat(instant(row.get("started_at")))
          .as("begin of %s", row.get("task"))
          .isAfterOrEqualTo(before.truncatedTo(ChronoUnit.MILLIS));
      before = instant(row.get("finished_at"));
    }
  }

  private static Instant instant(Object timestamp) {
    return ((java.sql.Timestamp) timestamp).toInstant();
  }
}
