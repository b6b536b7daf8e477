package io.serai.enrich;

import io.serai.ledger.Claim;
import io.serai.ledger.Failure;
import io.serai.ops.Reading;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/**
 * What requirement 000 wants in job_processor.log: each row's result with its call, errors, retries
 * and statistics. In JSON a row's key is its correlation id. Thread-safe.
 */
final class RowLog {

  /** Name of the field that joins the log lines of one run or row. */
  static final String CORRELATION_ID = "correlation_id";

  private static final Logger LOG = LoggerFactory.getLogger("serai.job_processor");

  private final boolean json = "json".equals(System.getProperty("serai.log.format"));

  void answered(List<Claim> claims, BotCall call, long nanos) {
    log(Level.INFO, claims, "answered, {}", call(claims, call, nanos));
  }

  void repeated(List<Claim> claims, String bot) {
    log(Level.INFO, claims, "given the answer that bot {} gave to the same text before", bot);
  }

  void dead(List<Claim> claims, String call, Failure failure) {
    log(Level.ERROR, claims, "dead, {}, {}: {}", call, failure.code(), failure.message());
  }

  void retried(List<Claim> claims, String call, Failure failure) {
    log(
        Level.WARN,
        claims,
        "to be tried again, {}, {}: {}",
        call,
        failure.code(),
        failure.message());
  }

  void throttled(List<Claim> claims, String call, Failure failure) {
    log(Level.INFO, claims, "turned away, {}, {}: {}", call, failure.code(), failure.message());
  }

  /** A call in words. */
  static String call(List<Claim> claims, BotCall call, long nanos) {
    return "attempt "
        + (claims.get(0).attempt() + 1)
        + " by bot "
        + call.botId()
        + " in "
        + TimeUnit.NANOSECONDS.toMillis(nanos)
        + " ms";
  }

  void statistics(String run, Reading.Sample<EnrichStats.Snapshot> counts) {
    EnrichStats.Snapshot stats = counts.value();
    if (stats == null) {
      put(Level.WARN, run, "Statistics are not to be had: " + counts.stale());
      return;
    }
    Long eta = stats.etaSeconds();
    put(
        Level.INFO,
        run,
        String.format(
            Locale.ROOT,
            "Statistics: %d of %d rows processed, %d failed, %d pending, success rate %.2f %%, %.1f rows/s%s%s",
            stats.processed(),
            stats.total(),
            stats.failed(),
            stats.pending(),
            stats.successRate(),
            stats.rowsPerSecond(),
            eta == null ? "" : ", " + eta + " s to go",
            counts.stale() == null ? "" : " (stale: " + counts.stale() + ")"));
  }

  private void log(Level level, List<Claim> claims, String format, Object... values) {
    if (LOG.isEnabledForLevel(level)) {
      String key = claims.get(0).key();
      Object[] all = new Object[values.length + 1];
      all[0] =
          claims.size() == 1 ? key : key + " and " + (claims.size() - 1) + " with the same text";
      System.arraycopy(values, 0, all, 1, values.length);
      put(level, key, "{}: " + format, all);
    }
  }

  private void put(Level level, String correlation, String format, Object... values) {
    if (!json) {
      LOG.atLevel(level).log(format, values);
      return;
    }
    MDC.put(CORRELATION_ID, correlation);
    try {
      LOG.atLevel(level).log(format, values);
    } finally {
      MDC.remove(CORRELATION_ID);
    }
  }
}
