package io.serai.enrich;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What this process has done since it started. Thread-safe. */
public final class EnrichProgress {

  private final LongSupplier clock;
  private final LongAdder claimed = new LongAdder();
  private final LongAdder enriched = new LongAdder();
  private final LongAdder dead = new LongAdder();
  private final LongAdder retried = new LongAdder();
  private final LongAdder throttled = new LongAdder();
  private final LongAdder superseded = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final LongAdder calls = new LongAdder();
  private volatile long progressedAt;
  private volatile long movedAt;

  /**
   * @param clock nanoseconds, such as {@link System#nanoTime}
   */
  public EnrichProgress(LongSupplier clock) {
    this.clock = clock;
    progressed();
  }

  void claimed(int rows) {
    claimed.add(rows);
  }

  void called() {
    calls.increment();
  }

  void enriched(int rows) {
    enriched.add(rows);
    progressed();
  }

  void dead(int rows) {
    dead.add(rows);
    progressed();
  }

  void retried(int rows) {
    retried.add(rows);
    moved();
  }

  void throttled(int rows) {
    throttled.add(rows);
  }

  void superseded(int rows) {
    superseded.add(rows);
    progressed();
  }

  void lost(int rows) {
    lost.add(rows);
  }

  void progressed() {
    progressedAt = clock.getAsLong();
    moved();
  }

  /** A row came nearer to its end, or nothing can be done but wait for the time of a retry. */
  void moved() {
    movedAt = clock.getAsLong();
  }

  /**
   * Time since a row moved on: it was answered, or an attempt that counts failed. Waiting for
   * retries does not count.
   */
  Duration still() {
    return Duration.ofNanos(clock.getAsLong() - movedAt);
  }

  /** Time since a row was finished. */
  public Duration idle() {
    return Duration.ofNanos(clock.getAsLong() - progressedAt);
  }

  /** The counts at this moment. */
  public Counts counts() {
    return new Counts(
        claimed.sum(),
        enriched.sum(),
        dead.sum(),
        retried.sum(),
        throttled.sum(),
        superseded.sum(),
        lost.sum(),
        calls.sum());
  }

  /**
   * Counts of rows, but for {@code calls}.
   *
   * @param retried attempts that failed and will be repeated
   * @param throttled attempts that were turned away and cost nothing
   * @param superseded rows that somebody else filled meanwhile
   * @param lost rows whose lease ended before the answer was written
   */
  public record Counts(
      long claimed,
      long enriched,
      long dead,
      long retried,
      long throttled,
      long superseded,
      long lost,
      long calls) {

    /** What was added since an earlier moment. */
    public Counts since(Counts earlier) {
      return new Counts(
          claimed - earlier.claimed,
          enriched - earlier.enriched,
          dead - earlier.dead,
          retried - earlier.retried,
          throttled - earlier.throttled,
          superseded - earlier.superseded,
          lost - earlier.lost,
          calls - earlier.calls);
    }
  }
}
