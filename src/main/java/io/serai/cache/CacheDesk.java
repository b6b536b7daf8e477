package io.serai.cache;

import io.serai.cache.CacheOutcome.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what happens in one cycle of a job, and what its end means. Thread-safe. */
public final class CacheDesk {

  private static final Logger LOG = LoggerFactory.getLogger(CacheDesk.class);

  /** Redis is asked at least so often, in case that somebody has changed what is due. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  private static final Duration SPARE = Duration.ofSeconds(15);
  private static final int QUERIES_OF_A_SERVICE = 10;
  private static final double TTL_SPREAD = 0.1;
  private static final double WALKS_OF_A_TTL = 1.5;

  private final CacheJobs jobs;
  private final CacheStore store;
  private final String owner;
  private final Duration lease;
  private final CacheSchedule schedule;
  private final CacheProgress progress;
  private final CacheMetrics metrics;
  private final LongSupplier clock;
  private final CacheLog log = new CacheLog();
  private final BatchSizes sizes = new BatchSizes();
  private final CacheFailures failures;

  /**
   * @param owner of the turns that are taken
   * @param lease how long they stay when nothing renews them
   * @param clock nanoseconds, such as {@link System#nanoTime}
   */
  CacheDesk(
      CacheJobs jobs,
      CacheStore store,
      String owner,
      Duration lease,
      CacheSchedule schedule,
      CacheProgress progress,
      CacheMetrics metrics,
      LongSupplier clock) {
    this.jobs = jobs;
    this.store = store;
    this.owner = owner;
    this.lease = lease;
    this.schedule = schedule;
    this.progress = progress;
    this.metrics = metrics;
    this.clock = clock;
    this.failures = new CacheFailures(store, schedule, progress, metrics, log, sizes, clock);
  }

  /** Claims the job's turn; the cycle has nothing to do when it is not this process's. */
  public CacheCycle begin(CacheRequest request) {
    Optional<CacheJob> found = jobs.find(request.job());
    if (found.isEmpty()) {
      schedule.ended(request.job(), LONGEST_WAIT);
      return CacheCycle.none(request, Status.FAILED, "there is no such job any more");
    }
    CacheJob job = found.get();
    if (!progress.begins(job.name())) {
      return CacheCycle.held(request, "");
    }
    CacheCycle cycle = mayBegin(request) ? claim(job, request) : paused(request);
    if (cycle.turn() == null) {
      progress.leaves(job.name());
    }
    return cycle;
  }

  private boolean mayBegin(CacheRequest request) {
    return !schedule.isDraining() && (request.force() || !schedule.isPaused());
  }

  /** It was asked for before the pause, and has waited for another job. */
  private CacheCycle paused(CacheRequest request) {
    schedule.ended(request.job(), Duration.ZERO);
    return CacheCycle.none(request, Status.NOT_DUE, "the line is paused");
  }

  private CacheCycle claim(CacheJob job, CacheRequest request) {
    try {
      Claim claim = store.claim(job.name(), owner, job.interval(), lease, request.force());
      if (claim.turn().isPresent()) {
        CacheCycle cycle =
            CacheCycle.of(job, claim.turn().get(), lastWalk(job), request, clock.getAsLong());
        cycle.resize(sizes.of(job));
        progress.takes(cycle.turn(), patience(job));
        failures.redisWorks(job);
        return cycle;
      }
      failures.redisWorks(job);
      schedule.ended(job.name(), shorter(claim.delay(), LONGEST_WAIT));
      return claim.verdict() == Claim.Verdict.HELD
          ? CacheCycle.held(request, claim.holder())
          : CacheCycle.none(request, Status.NOT_DUE, "due in " + claim.delay().toMillis() + " ms");
    } catch (RuntimeException e) {
      schedule.ended(job.name(), shorter(CacheFailures.FIRST_RETRY, job.interval()));
      failures.redisFails(job, e);
      metrics.unclaimed(job);
      return CacheCycle.none(request, Status.FAILED, e.getMessage());
    }
  }

  /** How long it may take until something is published; a service may ask several queries. */
  private static Duration patience(CacheJob job) {
    int queries = job.service() == null ? job.queries().size() : QUERIES_OF_A_SERVICE;
    return job.timeout().plus(ClickHouseSettings.GRACE).multipliedBy(queries).plus(SPARE);
  }

  private Duration lastWalk(CacheJob job) {
    return job.rotation() == null
        ? Duration.ZERO
        : store.states(List.of(job.name())).get(job.name()).walk();
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** What ClickHouse is asked next; null when a service gives the value. */
  public ClickHouseQuery question(CacheCycle cycle) {
    cycle.asks(clock.getAsLong());
    return cycle.question();
  }

  /** The answer to the question has come. */
  private void answered(CacheCycle cycle) {
    cycle.answered(clock.getAsLong()).ifPresent(took -> metrics.queried(cycle.job().name(), took));
  }

  /**
   * The value that the job's service gives.
   *
   * @param source answers its queries
   * @throws Exception what the service throws
   */
  byte[] fetch(CacheCycle cycle, QuerySource source) throws Exception {
    byte[] value = cycle.job().service().fetchData(new Context(cycle, source));
    if (value == null || value.length == 0) {
      throw new CacheDataException("fetchData() of " + cycle.job().source() + " gave nothing");
    }
    return value;
  }

  /** What a service may use. */
  private final class Context implements CacheRefreshJob.JobContext {

    private final CacheCycle cycle;
    private final QuerySource source;

    Context(CacheCycle cycle, QuerySource source) {
      this.cycle = cycle;
      this.source = source;
    }

    @Override
    public String correlationId() {
      return cycle.correlationId();
    }

    @Override
    public List<Map<String, Object>> query(String sql, Map<String, Object> params)
        throws ClickHouseFault {
      CacheJob job = cycle.job();
      cycle.asks(clock.getAsLong());
      try {
        return source.rows(new ClickHouseQuery(sql, params, job.timeout().toMillis(), job.name()));
      } finally {
        answered(cycle);
      }
    }
  }

  /**
   * What an answer gives to be published.
   *
   * @param answer rows, or the value of a service
   * @return null when another question comes first
   */
  @SuppressWarnings("unchecked")
  public CacheBatch publication(CacheCycle cycle, Object answer) {
    answered(cycle);
    Publication publication =
        answer instanceof byte[] value
            ? cycle.publication(value, () -> ttl(cycle))
            : cycle.publication((List<Map<String, Object>>) answer, () -> ttl(cycle));
    return publication == null ? null : new CacheBatch(cycle.turn(), publication);
  }

  /**
   * A lifetime: longer where a walk takes long, and a little by chance where there are many keys,
   * which would end together otherwise.
   */
  private Duration ttl(CacheCycle cycle) {
    CacheJob job = cycle.job();
    if (job.key().isFixed()) {
      return job.ttl();
    }
    double millis = Math.max(job.ttl().toMillis(), WALKS_OF_A_TTL * walk(cycle).toMillis());
    millis *= 1 + TTL_SPREAD * ThreadLocalRandom.current().nextDouble();
    return Duration.ofMillis(Math.min(Math.round(millis), job.hardLimit().toMillis()));
  }

  private Duration walk(CacheCycle cycle) {
    Duration now = cycle.took(clock.getAsLong());
    return now.compareTo(cycle.lastWalk()) > 0 ? now : cycle.lastWalk();
  }

  /** What was to be published is. */
  public void published(CacheCycle cycle) {
    progress.published(cycle.job().name(), cycle.published());
    sizes.moved(cycle.job());
    cycle.resize(sizes.of(cycle.job()));
    if (schedule.isDraining()) {
      cycle.interrupt();
    }
  }

  /** The cycle is at its end, or was not this process's. */
  public CacheOutcome ended(CacheCycle cycle) {
    if (cycle.turn() == null) {
      return cycle.outcome();
    }
    if (cycle.isInterrupted()) {
      return leave(cycle);
    }
    CacheJob job = cycle.job();
    Finished finished = store.finish(cycle.turn(), cycle.turn().failures() == 0);
    Duration took = cycle.took(clock.getAsLong());
    log.completed(cycle, took);
    if (job.rotation() != null && finished.walk().compareTo(job.interval()) > 0) {
      LOG.warn(
          "Cache job {}: a walk through all members took {} s, longer than its interval of {} s;"
              + " lifetimes grow with it. Raise rotation.batch or interval_sec",
          job.name(),
          finished.walk().toSeconds(),
          job.interval().toSeconds());
    }
    metrics.refreshed(job, "success", took);
    progress.ended(job.name(), true, null);
    Duration wait = Duration.between(finished.at(), finished.nextDue());
    schedule.ended(job.name(), shorter(wait, LONGEST_WAIT));
    return cycle.outcome(Status.REFRESHED, "", took);
  }

  /** A walk that was interrupted goes on at its cursor, here or in another process. */
  private CacheOutcome leave(CacheCycle cycle) {
    store.release(cycle.turn());
    CacheJob job = cycle.job();
    LOG.info("Cache job {}: its walk goes on later, after {} keys", job.name(), cycle.keys());
    progress.leaves(job.name());
    schedule.ended(job.name(), Duration.ZERO);
    return cycle.outcome(Status.FAILED, "Serai is being stopped", cycle.took(clock.getAsLong()));
  }

  /** Gives up what is under way, so that another process may go on with it at once. */
  void stop() {
    schedule.stop();
    for (Turn turn : progress.turns()) {
      try {
        store.release(turn);
      } catch (RedisFault e) {
        LOG.warn("The turn of {} ends with its lease: {}", turn.job(), e.getMessage());
      }
    }
  }

  /** A cycle failed: what was published before lives on, and the next try comes soon. */
  public CacheOutcome failed(CacheCycle cycle, Throwable thrown) {
    answered(cycle);
    return failures.failed(cycle, thrown);
  }
}
