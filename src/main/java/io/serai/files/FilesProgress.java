package io.serai.files;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What this process has done since it started. Thread-safe. */
public final class FilesProgress {

  private final LongSupplier clock;
  private final LongAdder succeeded = new LongAdder();
  private final LongAdder dead = new LongAdder();
  private final LongAdder retried = new LongAdder();
  private final LongAdder throttled = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final LongAdder bytesRead = new LongAdder();
  private final LongAdder bytesWritten = new LongAdder();
  private volatile long progressedAt;

  /**
   * @param clock nanoseconds, such as {@link System#nanoTime}
   */
  public FilesProgress(LongSupplier clock) {
    this.clock = clock;
    this.progressedAt = clock.getAsLong();
  }

  void succeeded(long read, long written) {
    succeeded.increment();
    bytesRead.add(read);
    bytesWritten.add(written);
    progressed();
  }

  void dead() {
    dead.increment();
    progressed();
  }

  void retried() {
    retried.increment();
  }

  void throttled() {
    throttled.increment();
  }

  void lost(int tasks) {
    lost.add(tasks);
  }

  /** A large file counts as progress while its bytes move. */
  void progressed() {
    progressedAt = clock.getAsLong();
  }

  /** Time since a file was finished or moved on. */
  public Duration idle() {
    return Duration.ofNanos(clock.getAsLong() - progressedAt);
  }

  /** The counts at this moment. */
  public Counts counts() {
    return new Counts(
        succeeded.sum(),
        dead.sum(),
        retried.sum(),
        throttled.sum(),
        lost.sum(),
        bytesRead.sum(),
        bytesWritten.sum());
  }

  /**
   * Counts of files, but for the bytes.
   *
   * @param retried attempts that failed and will be repeated
   * @param throttled attempts that the store turned away, or was away for; they cost nothing
   * @param lost files whose lease ended before their end was recorded
   * @param bytesRead of sources that were processed
   * @param bytesWritten of their results
   */
  public record Counts(
      long succeeded,
      long dead,
      long retried,
      long throttled,
      long lost,
      long bytesRead,
      long bytesWritten) {}
}
