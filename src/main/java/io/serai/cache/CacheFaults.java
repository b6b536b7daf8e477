package io.serai.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * What keeps jobs from being refreshed until somebody mends it, job by job: the end of one says
 * nothing of another's. Thread-safe.
 */
final class CacheFaults {

  /** How long one that may pass by itself has to be met again and again. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Longer than any wait until the next try. */
  private static final Duration LONGEST_GAP = Duration.ofMinutes(2);

  /**
   * One of them.
   *
   * @param reason for a person
   * @param mayPass whether it may pass without anybody's doing
   */
  record Fault(String reason, boolean mayPass) {

    /** What a call of Redis threw. */
    static Fault of(RuntimeException thrown) {
      return new Fault(
          thrown.getMessage() == null ? thrown.toString() : thrown.getMessage(),
          !(thrown instanceof RedisFault fault) || fault.mayPass());
    }
  }

  private record Trouble(Fault fault, long since, long last) {}

  private final LongSupplier clock;
  private final Map<String, Trouble> claims = new TreeMap<>();
  private final Map<String, Trouble> refreshes = new TreeMap<>();

  /**
   * @param clock nanoseconds, such as {@link System#nanoTime}
   */
  CacheFaults(LongSupplier clock) {
    this.clock = clock;
  }

  /** Redis does not let a job's turn be taken or ended; whether it is the first such job. */
  synchronized boolean redisFails(String job, Fault fault) {
    boolean first = claims.isEmpty();
    put(claims, job, fault);
    return first;
  }

  /** Redis does what a job asks of it; whether it was the last that could not. */
  synchronized boolean redisWorks(String job) {
    return claims.remove(job) != null && claims.isEmpty();
  }

  /**
   * A refresh of a job ended.
   *
   * @param fault null when it went well, or failed of something that no setting is to blame for
   */
  synchronized void ended(String job, Fault fault) {
    if (fault == null) {
      refreshes.remove(job);
    } else {
      put(refreshes, job, fault);
    }
  }

  private void put(Map<String, Trouble> faults, String job, Fault fault) {
    Trouble before = faults.get(job);
    long now = clock.getAsLong();
    boolean again = before != null && now - before.last() < LONGEST_GAP.toNanos();
    faults.put(job, new Trouble(fault, again ? before.since() : now, now));
  }

  /** Forgets all jobs but these. */
  synchronized void keepOnly(Collection<String> jobs) {
    claims.keySet().retainAll(jobs);
    refreshes.keySet().retainAll(jobs);
  }

  /** Why jobs cannot be claimed, by job. */
  synchronized Map<String, String> redis() {
    Map<String, String> reasons = new TreeMap<>();
    claims.forEach((job, each) -> reasons.put(job, each.fault().reason()));
    return reasons;
  }

  /** What somebody has to mend: it does not pass by itself, or has not for half a minute. */
  synchronized Optional<String> lasting() {
    return Stream.of(claims, refreshes)
        .flatMap(faults -> faults.entrySet().stream())
        .filter(entry -> lasts(entry.getValue()))
        .map(entry -> entry.getKey() + ": " + entry.getValue().fault().reason())
        .findFirst();
  }

  /** Time in which nothing was tried does not count: another process may have gone on since. */
  private static boolean lasts(Trouble each) {
    return !each.fault().mayPass() || each.last() - each.since() >= PATIENCE.toNanos();
  }
}
