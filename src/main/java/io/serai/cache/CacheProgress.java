package io.serai.cache;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What this process has done since it started. Thread-safe. */
public final class CacheProgress {

  private final LongSupplier clock;
  private final LongAdder refreshed = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder keys = new LongAdder();
  private final Map<String, HeldTurn> inFlight = new ConcurrentHashMap<>();
  private volatile long progressedAt;
  private final CacheFaults faults;

  /**
   * @param clock nanoseconds, such as {@link System#nanoTime}
   */
  CacheProgress(LongSupplier clock) {
    this.clock = clock;
    this.faults = new CacheFaults(clock);
    this.progressedAt = clock.getAsLong();
  }

  /** What keeps jobs from being refreshed. */
  CacheFaults faults() {
    return faults;
  }

  /** A refresh of a job begins, unless one is under way in this process. */
  boolean begins(String job) {
    return inFlight.putIfAbsent(job, held(Turn.nobodys(job), Duration.ZERO)) == null;
  }

  /**
   * What began is this process's.
   *
   * @param patience how long it may take until something is published
   */
  void takes(Turn turn, Duration patience) {
    inFlight.put(turn.job(), held(turn, patience));
  }

  private HeldTurn held(Turn turn, Duration patience) {
    return new HeldTurn(turn, patience, clock.getAsLong());
  }

  /** The turns of this process. */
  List<Turn> turns() {
    return held().stream().map(HeldTurn::turn).toList();
  }

  /** As {@link #turns}, with what is known of their progress. */
  List<HeldTurn> held() {
    return inFlight.values().stream().filter(held -> !held.turn().owner().isEmpty()).toList();
  }

  /** What began turned out not to be this process's. */
  void leaves(String job) {
    inFlight.remove(job);
  }

  /** A job's refresh has published so many keys. */
  void published(String job, int count) {
    keys.add(count);
    progressedAt = clock.getAsLong();
    HeldTurn held = inFlight.get(job);
    if (held != null) {
      held.moves(progressedAt);
    }
  }

  /**
   * A refresh ended.
   *
   * @param fault what a person may have to mend before it can succeed, or null
   */
  void ended(String job, boolean succeeded, CacheFaults.Fault fault) {
    inFlight.remove(job);
    faults.ended(job, fault);
    (succeeded ? refreshed : failed).increment();
    progressedAt = clock.getAsLong();
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
