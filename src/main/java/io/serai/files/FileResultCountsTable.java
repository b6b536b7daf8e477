package io.serai.files;

import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** Counts the processing log without reading more than some ten thousand rows of it. */
final class FileResultCountsTable {

  private static final long MOST_COUNTED = 10_000;

  /** As the planner does: rows a page when last analyzed, times the pages of now. */
  private static final String ESTIMATE =
      """
      SELECT CASE WHEN t.relpages > 0
                  THEN t.reltuples / t.relpages
                       * (pg_relation_size(t.oid) / current_setting('block_size')::bigint)
                  ELSE 0 END::bigint AS total,
             greatest(f.reltuples, 0)::bigint AS failed
      FROM pg_class t, pg_class f
      WHERE t.oid = 'serai.file_result'::regclass
        AND f.oid = 'serai.file_result_failed'::regclass
      """;

  private static final String SOME =
      """
      SELECT count(*) AS total, count(*) FILTER (WHERE status = 'failed') AS failed
      FROM (SELECT status FROM serai.file_result LIMIT ?) counted
      """;

  private static final String FAILED =
      """
      SELECT count(*) AS failed
      FROM (SELECT 1 FROM serai.file_result WHERE status = 'failed' LIMIT ?) counted
      """;

  private static final String RECENT =
      """
      SELECT count(*) AS total, count(*) FILTER (WHERE status = 'failed') AS failed
      FROM (SELECT status FROM serai.file_result WHERE finished_at > now() - interval '1 hour'
            ORDER BY finished_at DESC LIMIT ?) counted
      """;

  private static final String UNANNOUNCED =
      """
      SELECT count(*) AS total
      FROM (SELECT 1 FROM serai.file_result WHERE announced_at IS NULL LIMIT ?) counted
      """;

  private final JdbcTemplate jdbc;

  FileResultCountsTable(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  ResultCounts read() {
    Map<String, Object> recent = jdbc.queryForMap(RECENT, MOST_COUNTED);
    Map<String, Object> unannounced = jdbc.queryForMap(UNANNOUNCED, MOST_COUNTED + 1);
    Map<String, Object> estimate = jdbc.queryForMap(ESTIMATE);
    Map<String, Object> some = jdbc.queryForMap(SOME, MOST_COUNTED + 1);
    boolean estimated = number(some, "total") > MOST_COUNTED;
    long failed = estimated ? failed(estimate) : number(some, "failed");
    long total =
        estimated ? Math.max(number(estimate, "total"), MOST_COUNTED + 1) : number(some, "total");
    return new ResultCounts(
        Math.max(0, total - failed),
        failed,
        estimated,
        number(recent, "total") - number(recent, "failed"),
        number(recent, "failed"),
        number(unannounced, "total"));
  }

  private long failed(Map<String, Object> estimate) {
    long counted = number(jdbc.queryForMap(FAILED, MOST_COUNTED + 1), "failed");
    return counted <= MOST_COUNTED ? counted : Math.max(counted, number(estimate, "failed"));
  }

  private static long number(Map<String, Object> row, String name) {
    return ((Number) row.get(name)).longValue();
  }
}
