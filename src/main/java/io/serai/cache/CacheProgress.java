package io.serai.cache;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What this process has done since it started. Thread-safe. */
public final class CacheProgress {

  private final LongSupplier clock;
  private final LongAdder refreshed = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder keys = new LongAdder();
  private final Set<String> inFlight = ConcurrentHashMap.newKeySet();
  private volatile long progressedAt;
  private volatile String redisFault;
  private volatile String fault;

  /**
   * @param clock nanoseconds, such as {@link System#nanoTime}
   */
  CacheProgress(LongSupplier clock) {
    this.clock = clock;
    this.progressedAt = clock.getAsLong();
  }

  /** A refresh of a job begins, unless one is under way in this process. */
  boolean begins(String job) {
    return inFlight.add(job);
  }

  /** What began turned out not to be this process's. */
  void leaves(String job) {
    inFlight.remove(job);
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
  void ended(String job, boolean succeeded, String wrongSetting) {
    inFlight.remove(job);
    fault = wrongSetting;
    (succeeded ? refreshed : failed).increment();
    progressedAt = clock.getAsLong();
  }

  /**
   * Whether Redis lets jobs be claimed has turned out.
   *
   * @param fault why not, or null
   * @return whether that is news
   */
  synchronized boolean redis(String fault) {
    boolean news = (fault == null) != (redisFault == null);
    redisFault = fault;
    return news;
  }

  /** Why no job can be claimed, or null. */
  String redisFault() {
    return redisFault;
  }

  /** A wrong setting that the last refresh told of, or null. */
  String fault() {
    return fault;
  }

  int inFlight() {
    return inFlight.size();
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
