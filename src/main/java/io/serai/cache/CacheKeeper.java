package io.serai.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Keeps values alive whose refresh is late, before they expire, up to their hard limit. A failed
 * cycle does so itself; this is for one that has not failed yet, because its query is slow, because
 * it waits for another job's, or because the worker that has the turn was killed. Every worker does
 * it for all jobs, whoever has their turns. One thread at a time.
 */
public final class CacheKeeper {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /** Part of the time between a refresh that is due and the end of its values that is left. */
  private static final double SPARE = 2 / 3.0;

  /** Part of the lifetime that is left at least. */
  private static final double LEAST_SPARE = 0.2;

  private static final int LOOKS_OF_A_TTL = 10;

  private final CacheJobs jobs;
  private final CacheStore store;
  private final LongSupplier clock;
  private final Map<String, Long> nextLook = new HashMap<>();
  private final Map<String, Instant> keptAt = new HashMap<>();

  /**
   * @param clock milliseconds that never go back
   */
  CacheKeeper(CacheJobs jobs, CacheStore store, LongSupplier clock) {
    this.jobs = jobs;
    this.store = store;
    this.clock = clock;
  }

  /** Looks at the jobs that may be late. */
  public void keep() {
    List<CacheJob> all = jobs.all();
    List<String> names = all.stream().map(CacheJob::name).toList();
    nextLook.keySet().retainAll(names);
    keptAt.keySet().retainAll(names);
    for (CacheJob job : all) {
      long now = clock.getAsLong();
      if (now - nextLook.getOrDefault(job.name(), now) >= 0) {
        nextLook.put(job.name(), clock.getAsLong() + look(job).toMillis());
      }
    }
  }

  /** How long to wait until the next look. */
  private Duration look(CacheJob job) {
    Duration soon = shorter(LONGEST_WAIT, job.ttl().dividedBy(LOOKS_OF_A_TTL));
    try {
      CacheState state = store.states(List.of(job.name())).get(job.name());
      Optional<Instant> since = aliveSince(job, state);
      if (since.isEmpty()) {
        return soon;
      }
      Duration left = Duration.between(state.at(), since.get().plus(job.ttl()).minus(spare(job)));
      if (left.isNegative() || left.isZero()) {
        store.keep(job.name(), job.ttl(), job.hardLimit());
        keptAt.put(job.name(), state.at());
        return soon;
      }
      return shorter(left, LONGEST_WAIT);
    } catch (RedisFault e) {
      // whoever wants to refresh tells that Redis is away
      return soon;
    }
  }

  /** When the oldest of the values had its whole lifetime before it. */
  private Optional<Instant> aliveSince(CacheJob job, CacheState state) {
    Optional<Instant> walked =
        state.publishedAt().isPresent()
            ? state.publishedAt().map(published -> published.minus(state.walk()))
            : state.cycleAt();
    return Stream.of(walked, state.failedAt(), Optional.ofNullable(keptAt.get(job.name())))
        .flatMap(Optional::stream)
        .max(Instant::compareTo);
  }

  private static Duration spare(CacheJob job) {
    long beyond = job.ttl().minus(job.interval()).toMillis();
    return Duration.ofMillis(
        Math.round(Math.max(beyond * SPARE, job.ttl().toMillis() * LEAST_SPARE)));
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
