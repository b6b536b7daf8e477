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
