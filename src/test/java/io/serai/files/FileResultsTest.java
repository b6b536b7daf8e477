package io.serai.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.ledger.Claim;
import io.serai.ledger.ErrorClass;
import io.serai.ledger.Failure;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Rows of the processing log. */
class FileResultsTest {

  private static final int RECORD = 1 << 20;

  private final FileResults results =
      new FileResults(FileResult.MULTI_PROCESS, "host:1", new TaskMessages("in", "out"));

  private static PendingTask task(FileTask file, String message) {
    PendingTask task = new PendingTask("b/k@1", file, null, message, "e");
    task.claimed(new Claim("files", "b/k@1", 7, 2));
    task.stage(TaskStage.BEGUN);
    return task;
  }

  @Test
  void should_count_this_attempt_unless_it_only_had_to_wait() {
    FileTask file = new FileTask("k", "b", "out", "r", 512L, null, null);
    FileResult result =
        results.failed(task(file, "{}"), Failure.of(ErrorClass.TRANSIENT, "CUT", "cut"));

    assertThat(result.attempts()).isEqualTo(3);
    assertThat(result.fence()).isEqualTo(7);
    assertThat(result.sourceSize()).isEqualTo(512);
    assertThat(result.startedAt()).isBeforeOrEqualTo(result.finishedAt());
    assertThat(
            results
                .failed(task(file, "{}"), Failure.of(ErrorClass.THROTTLED, "BUSY", null))
                .attempts())
        .isEqualTo(2);
  }

  @Test
  void should_say_what_was_read_when_the_task_did_not() {
    Failure failure = Failure.of(ErrorClass.INVALID, "BAD_CSV", "broken");
    PendingTask task = task(new FileTask("k", "b", "out", "r", null, null, null), "{}");
    assertThat(results.failed(task, failure).sourceSize()).isZero();
    assertThat(results.failed(task, failure).sourceEtag()).as("when it was made").isEqualTo("e");

    task.reads("f", 77);
    FileResult result = results.failed(task, failure);
    assertThat(result.sourceSize()).isEqualTo(77);
    assertThat(result.sourceEtag()).isEqualTo("f");
    assertThat(Notifications.of(result)).contains("\"input_size\":77,");

    task.stage(TaskStage.BEGUN);
    assertThat(results.failed(task, failure).sourceEtag()).as("of this attempt").isEqualTo("e");
  }

  @Test
  void should_fit_into_a_record_when_message_and_error_are_huge() {
    FileResult result =
        results.failed(
            task(null, "x" + "😀".repeat(RECORD)),
            Failure.of(ErrorClass.INVALID, "BAD_TASK", "文".repeat(RECORD)));

    int letter = result.message().getBytes(StandardCharsets.UTF_8).length;
    int error = result.error().getBytes(StandardCharsets.UTF_8).length;
    assertThat(letter + error).isBetween(RECORD / 4, RECORD * 9 / 10);
    assertThat(result.message()).endsWith("😀…").doesNotContainPattern("\\p{Cs}");
    assertThat(Notifications.of(result).getBytes(StandardCharsets.UTF_8))
        .hasSizeLessThan(RECORD / 10);
  }
}
