package io.serai.cache;

import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what becomes of a job whose cycle failed, or could not begin. Thread-safe. */
final class CacheFailures {

  /** Until the next try after a first failure. */
  static final Duration FIRST_RETRY = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(CacheFailures.class);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
  private static final int DOUBLINGS = 6;

  private final CacheStore store;
  private final CacheSchedule schedule;
  private final CacheProgress progress;
  private final CacheMetrics metrics;
  private final CacheLog log;
  private final BatchSizes sizes;
  private final LongSupplier clock;

  CacheFailures(
      CacheStore store,
      CacheSchedule schedule,
      CacheProgress progress,
      CacheMetrics metrics,
      CacheLog log,
      BatchSizes sizes,
      LongSupplier clock) {
    this.store = store;
    this.schedule = schedule;
    this.progress = progress;
    this.metrics = metrics;
    this.log = log;
    this.sizes = sizes;
    this.clock = clock;
  }

  /** A job's turn could not be taken, or not be ended. */
  void redisFails(CacheJob job, RuntimeException thrown) {
    CacheFaults.Fault fault = CacheFaults.Fault.of(thrown);
    if (progress.faults().redisFails(job.name(), fault)) {
      LOG.warn("Cache jobs cannot be refreshed: {}. Waiting for it", fault.reason());
    }
  }

  /** Redis has said whether a job's turn can be taken. */
  void redisWorks(CacheJob job) {
    if (progress.faults().redisWorks(job.name())) {
      LOG.info("Redis is back, cache jobs are refreshed again");
    }
  }

  /** What was published before lives on, and the next try comes soon. */
  CacheOutcome failed(CacheCycle cycle, Throwable thrown) {
    CacheJob job = cycle.job();
    CacheFailure failure = schedule.isStopping() ? CacheFailure.OF_STOP : smaller(cycle, thrown);
    Duration retry = retry(job, cycle.turn().failures());
    try {
      String outcome = keepAlive(cycle, failure, retry);
      Duration took = cycle.took(clock.getAsLong());
      log.failed(cycle, took, failure.reason(), outcome);
      metrics.refreshed(job, failure.status(), took);
      return cycle.outcome(CacheOutcome.Status.FAILED, failure.reason(), took);
    } finally {
      progress.ended(job.name(), false, failure.fault());
      schedule.ended(job.name(), shorter(retry, LONGEST_WAIT));
    }
  }

  /** Makes the job's batches smaller when this one was too much. */
  private CacheFailure smaller(CacheCycle cycle, Throwable thrown) {
    CacheFailure failure = CacheFailure.of(thrown, cycle);
    if (!cycle.isOfBatch() || !ClickHouseFailures.of(thrown).isOfSize()) {
      return failure;
    }
    CacheJob job = cycle.job();
    List<String> members = cycle.walk().batch();
    if (sizes.tooMuch(job, cycle.walk().cursor(), members.size())) {
      return failure.ofMember(members.get(0));
    }
    if (sizes.of(job) < members.size()) {
      LOG.info("Cache job {}: its next batch has {} members", job.name(), sizes.of(job));
    }
    return failure;
  }

  private static Duration retry(CacheJob job, int failures) {
    Duration backoff = FIRST_RETRY.multipliedBy(1L << Math.min(failures, DOUBLINGS));
    return shorter(backoff, job.interval());
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private String keepAlive(CacheCycle cycle, CacheFailure failure, Duration retry) {
    try {
      if (failure.isOfStop()) {
        store.release(cycle.turn());
        return "Another process may go on at once";
      }
      Publication without = failure.isOfBatch() ? cycle.leaveOut() : null;
      if (without == null) {
        return kept(cycle, failure, retry);
      }
      store.publish(cycle.turn(), without);
      sizes.moved(cycle.job());
      return "The walk goes on behind this batch. "
          + kept(cycle, failure, shorter(FIRST_RETRY, retry));
    } catch (LostTurnException e) {
      return "Another process has taken over";
    } catch (RedisFault e) {
      redisFails(cycle.job(), e);
      return "Earlier values could not be kept alive: " + e.getMessage();
    }
  }

  private String kept(CacheCycle cycle, CacheFailure failure, Duration retry) {
    CacheJob job = cycle.job();
    Extension kept =
        store.fail(cycle.turn(), failure.reason(), retry, job.ttl(), job.hardLimit()).extension();
    return kept.keys() == 0
        ? "There are no earlier values to keep"
        : "%d earlier values stay, until %s at the most; the oldest is %d s old"
            .formatted(
                kept.keys(),
                kept.until().map(Object::toString).orElse("-"),
                kept.oldest().orElse(Duration.ZERO).toSeconds());
  }
}
