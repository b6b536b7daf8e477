package io.serai.files;

import static io.serai.files.FilesFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.dev.KafkaProcess;
import io.serai.testing.ChildJvm;
import io.serai.testing.KafkaRecords.Received;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A worker whose Kafka is killed, and comes back. */
class FilesKafkaOutageTest extends FilesOutageCase {

  private static final int HEAP_MEGABYTES = 96;
  private static final String UNTOLD = "serai.file_result WHERE announced_at IS NULL";
  private static final Duration SOON = Duration.ofSeconds(15);

  private FilesFixture fixture(KafkaProcess broker) {
    Map<String, String> environment =
        Map.of(
            "KAFKA_BOOTSTRAP_SERVERS", broker.bootstrapServers(),
            "KAFKA_TOPIC_TASKS", "tasks",
            "KAFKA_RESULT_TOPIC", "results",
            "KAFKA_GROUP_ID", "group");
    return fixture(environment);
  }

  @Test
  void should_leave_the_notifications_to_the_next_when_it_is_stopped_while_kafka_is_away()
      throws Exception {
    Path home = folder.resolve("kafka");
    KafkaProcess broker = KafkaProcess.start(home, HEAP_MEGABYTES);
    try (FilesFixture files = fixture(broker).withQuickRecovery()) {
      files.process(0, FILES);
      ChildJvm worker = files.startWorker();
      awaitBegun(files);
      broker.kill();
      await("work goes on").atMost(PATIENCE).until(() -> files.done() == FILES);
      assertThat(files.count(UNTOLD)).isPositive();
      worker.terminate();
      assertThat(worker.exitCode(SOON)).as(worker.output()).isEqualTo(143);
      assertThat(files.claimedBy(worker)).isZero();
      assertThat(worker.output()).contains("Kafka could not be told").doesNotContain("\tat ");
      broker = KafkaProcess.start(home, HEAP_MEGABYTES);

      files.letTheUntoldBeTold();
      files.startWorker();
      files.assertAllThere();
      assertThat(files.count("serai.work_item WHERE fence > 1")).as("processed again").isZero();
    } finally {
      broker.kill();
    }
  }

  @Test
  void should_wait_for_kafka_and_end_with_the_last_task_when_it_is_away_at_the_start()
      throws Exception {
    Path home = folder.resolve("kafka");
    KafkaProcess broker = KafkaProcess.start(home, HEAP_MEGABYTES);
    try (FilesFixture files = fixture(broker)) {
      files.process(0, 1);
      broker.kill();
      ChildJvm worker = files.start("files", "pool-worker", "--once");
      await("asked for the topics, then whether all is quiet")
          .atMost(PATIENCE)
          .until(() -> !worker.isAlive() || worker.output().split("Waiting for it", -1).length > 2);
      assertThat(worker.isAlive()).as(worker.output()).isTrue();
      broker = KafkaProcess.start(home, HEAP_MEGABYTES);

      assertThat(worker.exitCode(PATIENCE)).as(worker.output()).isZero();
      assertThat(files.done()).isEqualTo(1);
    } finally {
      broker.kill();
    }
  }

  @Test
  void should_tell_of_every_file_when_kafka_is_killed_and_comes_back() throws Exception {
    Path home = folder.resolve("kafka");
    KafkaProcess broker = KafkaProcess.start(home, HEAP_MEGABYTES);
    try (FilesFixture files = fixture(broker)) {
      files.process(0, FILES);
      files.startWorker();
      awaitBegun(files);
      broker.kill();
      files.enqueueBroken("missing.txt");
      await().atMost(PATIENCE).until(() -> files.count(FAILED) == 1);
      broker = KafkaProcess.start(home, HEAP_MEGABYTES);

      files.awaitDone(PATIENCE);
      files.assertAllThereBut(1);
      assertThat(files.records().receive("tasks.dlq", 1))
          .singleElement()
          .extracting(Received::headers)
          .satisfies(
              headers ->
                  assertThat(headers)
                      .containsEntry("serai-error-code", "NoSuchKey")
                      .containsKeys("serai-id", "serai-task", "serai-error"));
    } finally {
      broker.kill();
    }
  }
}
