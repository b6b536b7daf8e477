package io.serai.files;

import io.serai.ledger.ErrorClass;
import io.serai.ledger.Failure;
import java.time.Instant;

/** Makes the rows of the processing log. Thread-safe. */
final class FileResults {

  /** In characters of up to three bytes: a dead letter has to fit into a record of 1 MiB. */
  private static final int LONGEST_MESSAGE = 250_000;

  private static final int LONGEST_ERROR = 4_000;

  private final String workerType;
  private final String worker;
  private final TaskMessages messages;

  /**
   * @param workerType single_process or multi_process, as notifications call it
   * @param worker name of this process in the ledger
   * @param messages tell of what file a message is that is no task
   */
  FileResults(String workerType, String worker, TaskMessages messages) {
    this.workerType = workerType;
    this.worker = worker;
    this.messages = messages;
  }

  FileResult succeeded(PendingTask task, Transfer transfer) {
    FileTask file = task.task();
    return new FileResult(
        task.id(),
        task.claim().fence(),
        FileResult.SUCCESS,
        file.bucket(),
        file.key(),
        file.destBucket(),
        file.destKey(),
        transfer.parser(),
        transfer.sourceEtag(),
        transfer.sourceSize(),
        transfer.sourceSha256(),
        transfer.resultSize(),
        transfer.resultSha256(),
        null,
        null,
        null,
        task.claim().attempt() + 1,
        workerType,
        worker,
        Instant.ofEpochMilli(task.startedAt()),
        Instant.now(),
        cut(task.message(), LONGEST_MESSAGE),
        null);
  }

  FileResult failed(PendingTask task, Failure failure) {
    FileTask file = task.task() == null ? messages.sketch(task.message()) : task.task();
    boolean counted = failure.errorClass() != ErrorClass.THROTTLED;
    return new FileResult(
        task.id(),
        task.claim().fence(),
        FileResult.FAILED,
        file.bucket(),
        file.key(),
        file.destBucket(),
        file.destKey(),
        null,
        task.sourceEtag(),
        task.sourceSize(),
        null,
        0,
        null,
        failure.errorClass().name(),
        failure.code(),
        cut(failure.message(), LONGEST_ERROR),
        task.claim().attempt() + (counted ? 1 : 0),
        workerType,
        worker,
        // one that was lost with other processes never began in this one
        task.startedAt() == 0 ? Instant.now() : Instant.ofEpochMilli(task.startedAt()),
        Instant.now(),
        cut(task.message(), LONGEST_MESSAGE),
        null);
  }

  /** The ledger has the whole of it. */
  private static String cut(String text, int longest) {
    if (text == null || text.length() <= longest) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest;
    return text.substring(0, end) + "…";
  }
}
