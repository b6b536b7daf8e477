package io.serai.files;

/**
 * The end of a task: what the processing log says of it. Immutable.
 *
 * @param task that this process worked on; null for one that another process left untold
 * @param result row of the processing log
 */
public record Outcome(PendingTask task, FileResult result) {

  /** Whether the file was processed. */
  public boolean isSuccess() {
    return FileResult.SUCCESS.equals(result.status());
  }
}
