package io.serai.cache;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What this process has done since it started. Thread-safe. */
public final class CacheProgress {

  private final LongSupplier clock;
  private final LongAdder refreshed = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder keys = new LongAdder();
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile long progressedAt;
  private volatile String fault;

  /**
   * @param clock nanoseconds, such as {@link System#nanoTime}
   */
  CacheProgress(LongSupplier clock) {
    this.clock = clock;
    this.progressedAt = clock.getAsLong();
  }

  void began() {
    inFlight.incrementAndGet();
  }

  void published(int count) {
    keys.add(count);
    progressedAt = clock.getAsLong();
  }

  /**
   * A refresh ended.
   *
   * @param wrongSetting what a person has to mend before any can succeed, or null
   */
  void ended(boolean succeeded, String wrongSetting) {
    inFlight.decrementAndGet();
    fault = wrongSetting;
    (succeeded ? refreshed : failed).increment();
    progressedAt = clock.getAsLong();
  }

  /** A wrong setting that the last refresh told of, or null. */
  String fault() {
    return fault;
  }

  int inFlight() {
    return inFlight.get();
  }

  /** Time since a refresh ended or wrote something. */
  Duration idle() {
    return Duration.ofNanos(clock.getAsLong() - progressedAt);
  }

  /** The counts at this moment. */
  public Counts counts() {
    return new Counts(refreshed.sum(), failed.sum(), keys.sum());
  }

  /**
   * Counts of refreshes, but for the last.
   *
   * @param keys that were written
   */
  public record Counts(long refreshed, long failed, long keys) {}
}
