package io.serai.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcTemplate;

/** What an operator asks of the ledger and does to it. Thread-safe. */
public final class LedgerDesk {

  private static final String SELECT = "SELECT * FROM serai.work_item";

  private final JdbcTemplate jdbc;

  /** A desk on the database that holds the ledger. */
  public LedgerDesk(JdbcTemplate jdbc) {
    this.jdbc = jdbc;
  }

  /** How many items each line has in each state; states without items are left out. */
  public Map<String, Map<ItemState, Long>> counts() {
    Map<String, Map<ItemState, Long>> counts = new TreeMap<>();
    jdbc.query(
        "SELECT line, state, count(*) FROM serai.work_item GROUP BY line, state",
        row -> {
          counts
              .computeIfAbsent(row.getString(1), line -> new EnumMap<>(ItemState.class))
              .put(ItemState.valueOf(row.getString(2)), row.getLong(3));
        });
    return counts;
  }

  /** What kills items: DEAD ones by line, class and code, the most frequent first. */
  public List<Cause> causes() {
    return jdbc.query(
        """
        SELECT line, error_class, error_code, count(*), min(key), (array_agg(error ORDER BY key))[1]
        FROM serai.work_item WHERE state = 'DEAD'
        GROUP BY line, error_class, error_code ORDER BY count(*) DESC, line, error_code
        """,
        (row, index) ->
            new Cause(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getLong(4),
                row.getString(5),
                row.getString(6)));
  }

  /** A group of DEAD items, with one of them as an example. */
  public record Cause(
      String line, String errorClass, String code, long items, String example, String error) {}

  /** One item, if the ledger knows it. */
  public Optional<WorkItem> find(String line, String key) {
    return jdbc
        .query(SELECT + " WHERE line = ? AND key = ?", (row, i) -> item(row), line, key)
        .stream()
        .findFirst();
  }

  /**
   * Keys that contain this, such as the name of a file, the most recently changed first.
   *
   * @param line null for all of them
   * @param most how many at the most
   */
  public List<String> keysWith(String line, String part, int most) {
    return jdbc.queryForList(
        "SELECT key FROM serai.work_item WHERE line = coalesce(?, line) AND position(? IN key) > 0"
            + " ORDER BY updated_at DESC, key LIMIT ?",
        String.class,
        line,
        part,
        most);
  }

  /**
   * Items that match, the most recently changed first.
   *
   * @param most how many at the most
   */
  public List<WorkItem> list(ItemFilter filter, int most) {
    List<Object> values = new ArrayList<>();
    String sql = SELECT + filter.where(values) + " ORDER BY updated_at DESC, key LIMIT ?";
    values.add(most);
    return jdbc.query(sql, (row, i) -> item(row), values.toArray());
  }

  /** How many items match. */
  public long count(ItemFilter filter) {
    List<Object> values = new ArrayList<>();
    Long count =
        jdbc.queryForObject(
            "SELECT count(*) FROM serai.work_item" + filter.where(values),
            Long.class,
            values.toArray());
    return count == null ? 0 : count;
  }

  /**
   * Puts DEAD items back, with all their attempts before them.
   *
   * @return how many
   */
  public int replay(ItemFilter filter) {
    List<Object> values = new ArrayList<>();
    return jdbc.update(
        "UPDATE serai.work_item SET state = 'READY', attempt = 0, lease_losses = 0, run_at = now(),"
            + " updated_at = now()"
            + filter.in(ItemState.DEAD).where(values),
        values.toArray());
  }

  /**
   * Forgets finished items that have not changed for a while.
   *
   * @param spared lines that are left out unless the filter names one: those whose finished items
   *     are a memory of what must not be done again
   * @return how many
   */
  public int purge(ItemFilter filter, Duration unchanged, Set<String> spared) {
    List<Object> values = new ArrayList<>();
    String where = filter.where(values);
    values.add(unchanged.toSeconds());
    values.add(filter.line() == null ? spared.toArray(String[]::new) : new String[0]);
    return jdbc.update(
        "DELETE FROM serai.work_item"
            + (where.isEmpty() ? " WHERE " : where + " AND ")
            + "state IN ('DONE', 'DEAD') AND updated_at < now() - ? * interval '1 second'"
            + " AND line <> ALL (?)",
        values.toArray());
  }

  private static WorkItem item(ResultSet row) throws SQLException {
    return new WorkItem(
        row.getString("line"),
        row.getString("key"),
        ItemState.valueOf(row.getString("state")),
        row.getInt("priority"),
        time(row, "run_at"),
        row.getInt("attempt"),
        row.getInt("max_attempts"),
        row.getString("owner"),
        row.getLong("fence"),
        time(row, "lease_until"),
        row.getInt("lease_losses"),
        row.getString("payload"),
        row.getString("result"),
        row.getString("error_class"),
        row.getString("error_code"),
        row.getString("error"),
        row.getString("error_trace"),
        time(row, "created_at"),
        time(row, "first_failed_at"),
        time(row, "updated_at"),
        time(row, "done_at"));
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    var timestamp = row.getTimestamp(column);
    return timestamp == null ? null : timestamp.toInstant();
  }
}
