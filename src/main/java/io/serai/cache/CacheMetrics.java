package io.serai.cache;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * Meters of the cache line. The first three have the names of requirement 001; {@code redis_key} is
 * the key as the job file has it, so that a job of a million keys is one series. Thread-safe.
 */
public final class CacheMetrics implements MeterBinder {

  private final CacheProgress progress;
  private final ToDoubleFunction<String> age;
  private final Set<String> aged = ConcurrentHashMap.newKeySet();
  private volatile MeterRegistry registry;

  /**
   * @param age seconds since a job's values were published, by its name; NaN when not known
   */
  CacheMetrics(CacheProgress progress, ToDoubleFunction<String> age) {
    this.progress = progress;
    this.age = age;
  }

  @Override
  public void bindTo(MeterRegistry meters) {
    registry = meters;
    Gauge.builder("serai.cache.in.flight", progress, CacheProgress::inFlight)
        .description("Refreshes under way in this process")
        .register(meters);
    FunctionCounter.builder("serai.cache.keys", progress, all -> all.counts().keys())
        .description("Keys written by this process")
        .register(meters);
  }

  /** A refresh ended as {@code success}, {@code failure} or {@code refused}. */
  void refreshed(CacheJob job, String status, Duration took) {
    MeterRegistry meters = registry;
    if (meters == null) {
      return;
    }
    String key = job.key().text();
    Timer.builder("job.refresh.duration")
        .tag("redis_key", key)
        .description("Time of a refresh from its begin to its end, good or bad")
        .register(meters)
        .record(took);
    count(meters, job, status);
    if (aged.add(job.name())) {
      Gauge.builder("serai.cache.age", age, ages -> ages.applyAsDouble(job.name()))
          .baseUnit("seconds")
          .tag("job", job.name())
          .tag("redis_key", key)
          .description("Time since values of the job were last published, by any process")
          .strongReference(true)
          .register(meters);
    }
  }

  /** A refresh could not even begin, since Redis did not say whose turn it is. */
  void unclaimed(CacheJob job) {
    MeterRegistry meters = registry;
    if (meters != null) {
      count(meters, job, "failure");
    }
  }

  private static void count(MeterRegistry meters, CacheJob job, String status) {
    Counter.builder("job.refresh")
        .tag("redis_key", job.key().text())
        .tag("status", status)
        .description("Refreshes by how they ended: success, failure or refused")
        .register(meters)
        .increment();
  }

  /** A query of a job took so long, whatever came of it. */
  void queried(String job, Duration took) {
    MeterRegistry meters = registry;
    if (meters != null) {
      Timer.builder("clickhouse.query.duration")
          .tag("job", job)
          .description("Time from a query to the last row of its answer")
          .register(meters)
          .record(took);
    }
  }
}
