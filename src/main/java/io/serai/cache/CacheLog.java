package io.serai.cache;

import io.serai.ops.LogEvent;
import java.time.Duration;
import java.util.Locale;
import org.apache.logging.log4j.CloseableThreadContext;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * One log line a refresh. In JSON it has the fields and the message of requirement 001:
 * correlation_id, redis_key, ttl_sec and elapsed_ms. Thread-safe.
 */
final class CacheLog {

  /** What requirement 001 calls a refresh that went well. */
  static final String COMPLETED = "Cache refresh completed";

  private static final Logger LOG = LogManager.getLogger(CacheLog.class);

  private final boolean json = "json".equals(System.getProperty("serai.log.format"));

  void completed(CacheCycle cycle, Duration took) {
    String sentence =
        json
            ? COMPLETED
            : String.format(
                Locale.ROOT,
                "%s: %s, %d rows in %d keys, TTL %d s, %d ms",
                COMPLETED,
                cycle.job().key().text(),
                cycle.rows(),
                cycle.keys(),
                cycle.job().ttl().toMillis() / 1000,
                took.toMillis());
    put(Level.INFO, cycle, took, sentence);
  }

  void failed(CacheCycle cycle, Duration took, String reason, String outcome) {
    put(
        Level.WARN,
        cycle,
        took,
        "Cache refresh failed: %s: %s. %s".formatted(cycle.job().key().text(), reason, outcome));
  }

  @SuppressWarnings("try")
  private static void put(Level level, CacheCycle cycle, Duration took, String sentence) {
    try (CloseableThreadContext.Instance ignored =
        CloseableThreadContext.put("correlation_id", cycle.correlationId())) {
      CacheJob job = cycle.job();
      LOG.log(
          level,
          new LogEvent(sentence)
              .with("redis_key", job.key().text())
              .with("ttl_sec", job.ttl().toMillis() / 1000)
              .with("elapsed_ms", took.toMillis()));
    }
  }
}
