package io.serai.files;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;

/**
 * One outcome of a task: a row of the processing log. Values that are not known are null.
 *
 * @param task key of the task in the ledger, as {@link io.serai.ledger.LongKeys} stores it
 * @param fence of the claim that led to this outcome
 * @param status {@link #SUCCESS} or {@link #FAILED}
 * @param bucket of the source
 * @param key of the source
 * @param destBucket of the result
 * @param destKey of the result
 * @param parser name of the parser
 * @param sourceEtag version of the source
 * @param sourceSize bytes
 * @param sourceSha256 in hexadecimal digits
 * @param resultSize bytes
 * @param resultSha256 in hexadecimal digits
 * @param errorClass of the ledger's
 * @param errorCode short and stable, to group by
 * @param error for a person
 * @param attempts this one included
 * @param workerType {@link #SINGLE_PROCESS} or {@link #MULTI_PROCESS}
 * @param worker name of the process
 * @param startedAt when the attempt began
 * @param finishedAt when it ended; null is stored as the time of the insertion
 * @param message the task as it came, for the dead-letter topic
 * @param announcedAt when Kafka had the notification; null: it has to be sent. Where nothing is to
 *     be notified at all, insert rows with a time, or they wait for ever
 */
public record FileResult(
    String task,
    long fence,
    String status,
    String bucket,
    String key,
    String destBucket,
    String destKey,
    String parser,
    String sourceEtag,
    long sourceSize,
    String sourceSha256,
    long resultSize,
    String resultSha256,
    String errorClass,
    String errorCode,
    String error,
    int attempts,
    String workerType,
    String worker,
    Instant startedAt,
    Instant finishedAt,
    String message,
    Instant announcedAt) {

  /** The status of a task whose result is uploaded. */
  public static final String SUCCESS = "success";

  /** The status of a task that is given up. */
  public static final String FAILED = "failed";

  /** The type of a worker that processes one file after another. */
  public static final String SINGLE_PROCESS = "single_process";

  /** The type of a worker that processes several files at a time. */
  public static final String MULTI_PROCESS = "multi_process";

  private static final Set<String> STATUSES = Set.of(SUCCESS, FAILED);
  private static final Set<String> WORKER_TYPES = Set.of(SINGLE_PROCESS, MULTI_PROCESS);

  /**
   * Checks what the table would refuse, because there it would fail a whole batch.
   *
   * @throws NullPointerException when task, worker or startedAt are missing
   * @throws IllegalArgumentException when status or workerType are none of the above
   */
  public FileResult {
    Objects.requireNonNull(task, "task");
    Objects.requireNonNull(worker, "worker");
    Objects.requireNonNull(startedAt, "startedAt");
    requireOneOf("status", STATUSES, status);
    requireOneOf("workerType", WORKER_TYPES, workerType);
  }

  private static void requireOneOf(String name, Set<String> allowed, String value) {
    if (value == null || !allowed.contains(value)) {
      throw new IllegalArgumentException(name + " is " + value + ", not one of " + allowed);
    }
  }
}
