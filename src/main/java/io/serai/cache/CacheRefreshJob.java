package io.serai.cache;

import java.util.List;
import java.util.Map;

/**
 * A cache job in Java, for what a query alone cannot do. Implementations are named in {@code
 * META-INF/services/io.serai.cache.CacheRefreshJob} of a jar in CACHE_JOBS_DIR and have a
 * constructor without parameters. The names follow the trait of requirement 001. One thread at a
 * time calls it.
 */
public interface CacheRefreshJob {

  /** What a job may use. */
  interface JobContext {

    /** Joins the log lines of one refresh. */
    String correlationId();

    /**
     * Asks ClickHouse.
     *
     * @param sql with parameters such as {@code {topk:UInt32}}; without a FORMAT clause
     * @param params by name: text, numbers, booleans or lists of them
     * @return rows in order, each with its columns in order
     * @throws Exception when ClickHouse cannot answer, in words that tell why
     */
    List<Map<String, Object>> query(String sql, Map<String, Object> params) throws Exception;
  }

  /** Unique; names the job in commands, metrics and in Redis. */
  default String name() {
    return getClass().getSimpleName();
  }

  /** The key that it keeps fresh. */
  String redisKey();

  /** Seconds from the begin of a refresh to that of the next, at least 1. */
  int intervalSec();

  /** Seconds that a value refreshed in time stays; 1.5 × {@link #intervalSec} unless overridden. */
  default int ttlSec() {
    return intervalSec() + (intervalSec() + 1) / 2;
  }

  /**
   * The new value.
   *
   * @return what is stored as it is; empty is refused, so that the last good value stays
   * @throws Exception anything: the cycle fails, and the last good value lives on
   */
  byte[] fetchData(JobContext context) throws Exception;
}
