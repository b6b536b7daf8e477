package io.serai.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;

/** What lines ask of the ledger without changing it. Thread-safe. */
final class LedgerQueries {

  private static final String WAITING =
      """
      SELECT EXISTS (SELECT 1 FROM serai.work_item
                     WHERE line = ? AND state IN ('READY', 'RETRY') AND key LIKE ?)
          OR EXISTS (SELECT 1 FROM serai.work_item
                     WHERE line = ? AND state = 'CLAIMED' AND key LIKE ?
                       AND updated_at < now() - ? * interval '1 millisecond')
      """;

  private static final String DEAD =
      """
      SELECT count(*) FROM serai.work_item
      WHERE line = ? AND state = 'DEAD' AND key LIKE ?
      """;

  /** Two counts, because each has a partial index of its own. */
  private static final String PENDING =
      """
      SELECT (SELECT count(*) FROM serai.work_item WHERE line = ? AND state IN ('READY', 'RETRY'))
           + (SELECT count(*) FROM serai.work_item WHERE line = ? AND state = 'CLAIMED')
      """;

  private static final String DONE_SINCE =
      """
      SELECT count(*) FROM serai.work_item
      WHERE line = ? AND state = 'DONE' AND done_at > now() - ? * interval '1 millisecond'
      """;

  /** Milliseconds are rounded up, so that waiting as long is enough. */
  private static final String STANDINGS =
      """
      SELECT key, state, ceil(extract(epoch FROM run_at - now()) * 1000)::bigint,
             ceil(extract(epoch FROM lease_until - now()) * 1000)::bigint,
             attempt, owner, error_class, error_code, error
      FROM serai.work_item WHERE line = ? AND key = ANY (?)
      """;

  private final JdbcTemplate jdbc;

  LedgerQueries(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  boolean waiting(String line, String prefix, Duration idle) {
    String keys = KeyPrefix.pattern(prefix);
    return Boolean.TRUE.equals(
        jdbc.queryForObject(WAITING, Boolean.class, line, keys, line, keys, idle.toMillis()));
  }

  long dead(String line, String prefix) {
    return count(DEAD, line, KeyPrefix.pattern(prefix));
  }

  long pending(String line) {
    return count(PENDING, line, line);
  }

  long doneSince(String line, Duration window) {
    return count(DONE_SINCE, line, window.toMillis());
  }

  private long count(String sql, Object... values) {
    Long count = jdbc.queryForObject(sql, Long.class, values);
    return count == null ? 0 : count;
  }

  Map<String, ItemStanding> standings(String line, Collection<String> keys) {
    Map<String, ItemStanding> standings = new HashMap<>();
    jdbc.query(
        STANDINGS,
        statement -> {
          statement.setString(1, line);
          statement.setArray(2, LedgerArrays.texts(statement, keys));
        },
        row -> {
          standings.put(row.getString(1), standing(row));
        });
    return standings;
  }

  private static ItemStanding standing(ResultSet row) throws SQLException {
    ItemState state = ItemState.valueOf(row.getString(2));
    boolean waits = state == ItemState.READY || state == ItemState.RETRY;
    String errorClass = row.getString(7);
    return new ItemStanding(
        state,
        waits ? notNegative(row.getLong(3)) : null,
        state == ItemState.CLAIMED ? notNegative(row.getLong(4)) : null,
        row.getInt(5),
        row.getString(6),
        errorClass == null ? null : ErrorClass.valueOf(errorClass),
        row.getString(8),
        row.getString(9));
  }

  private static Duration notNegative(long millis) {
    return Duration.ofMillis(Math.max(0, millis));
  }
}
