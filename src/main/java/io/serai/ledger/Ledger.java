package io.serai.ledger;

import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The book of work: claim → effect → confirm, for every line.
 *
 * <p>Every method is one SQL statement and joins the transaction that its thread is in, so that an
 * effect and {@link #complete} can be one transaction. Times are the database's. Thread-safe; any
 * number of processes may use one database.
 */
public final class Ledger {

  private static final String MINE =
      " WHERE w.line = ? AND w.key = c.key AND w.fence = c.fence AND w.state = 'CLAIMED'";

  private static final String ENQUEUE =
      """
      INSERT INTO serai.work_item (line, key, state, priority, max_attempts, payload)
      SELECT ?, key, 'READY', ?, ?, payload::jsonb FROM unnest(?::text[], ?::text[]) AS i (key, payload)
      ON CONFLICT (line, key) DO NOTHING
      """;

  private static final String CLAIM =
      """
      UPDATE serai.work_item w
      SET state = 'CLAIMED', owner = ?, fence = w.fence + 1, updated_at = now(),
          lease_until = now() + ? * interval '1 millisecond'
      FROM (SELECT line, key FROM serai.work_item
            WHERE line = ? AND state IN ('READY', 'RETRY') AND run_at <= now()
            ORDER BY priority, run_at LIMIT ? FOR UPDATE SKIP LOCKED) due
      WHERE w.line = due.line AND w.key = due.key
      RETURNING w.line, w.key, w.fence, w.attempt
      """;

  private static final String COMPLETE =
      """
      UPDATE serai.work_item w
      SET state = 'DONE', owner = NULL, lease_until = NULL, done_at = now(), updated_at = now(),
          error_class = NULL, error_code = NULL, error = NULL, error_trace = NULL
      FROM unnest(?::text[], ?::bigint[]) AS c (key, fence)
      """
          + MINE
          + " RETURNING w.key";

  private static final String FAIL =
      """
      UPDATE serai.work_item w
      SET state = CASE WHEN ? OR w.attempt + ? >= w.max_attempts THEN 'DEAD' ELSE 'RETRY' END,
          attempt = w.attempt + ?, owner = NULL, lease_until = NULL,
          run_at = now() + c.delay * interval '1 millisecond',
          error_class = ?, error_code = ?, error = ?, error_trace = ?,
          first_failed_at = coalesce(w.first_failed_at, now()), updated_at = now()
      FROM unnest(?::text[], ?::bigint[], ?::bigint[]) AS c (key, fence, delay)
      """
          + MINE
          + " RETURNING w.state";

  private static final String RELEASE =
      """
      UPDATE serai.work_item w
      SET state = 'READY', owner = NULL, lease_until = NULL, run_at = now(), updated_at = now()
      FROM unnest(?::text[], ?::bigint[]) AS c (key, fence)
      """
          + MINE;

  private static final String WAITING =
      """
      SELECT EXISTS (SELECT 1 FROM serai.work_item
                     WHERE line = ? AND state IN ('READY', 'RETRY') AND starts_with(key, ?))
          OR EXISTS (SELECT 1 FROM serai.work_item
                     WHERE line = ? AND state = 'CLAIMED' AND owner <> ? AND starts_with(key, ?)
                       AND updated_at < now() - ? * interval '1 millisecond')
      """;

  private static final String HEARTBEAT =
      """
      UPDATE serai.work_item w SET lease_until = now() + ? * interval '1 millisecond'
      FROM (SELECT line, key FROM serai.work_item WHERE state = 'CLAIMED' AND owner = ?
            FOR UPDATE SKIP LOCKED) mine
      WHERE w.line = mine.line AND w.key = mine.key
      """;

  private static final String REAP =
      """
      UPDATE serai.work_item w
      SET state = CASE WHEN w.lease_losses + 1 >= ? THEN 'DEAD' ELSE 'RETRY' END,
          lease_losses = w.lease_losses + 1, run_at = now(), owner = NULL, lease_until = NULL,
          error_class = 'TRANSIENT', error_code = 'LEASE_LOST',
          error = 'the process working on it vanished: ' || w.owner,
          first_failed_at = coalesce(w.first_failed_at, now()), updated_at = now()
      FROM (SELECT line, key FROM serai.work_item WHERE state = 'CLAIMED' AND lease_until < now()
            FOR UPDATE SKIP LOCKED) lost
      WHERE w.line = lost.line AND w.key = lost.key
      """;

  /** An item whose worker vanished this often is taken for the cause, and DEAD. */
  static final int MOST_LEASE_LOSSES = 10;

  private final JdbcTemplate jdbc;
  private final String owner;
  private final Duration lease;
  private final Backoff backoff;

  /**
   * @param jdbc template on the database that holds the rows and the ledger
   * @param owner name of this process, unique among all that share the database
   * @param lease how long a claim lasts without a heartbeat
   * @param backoff waits between attempts
   */
  public Ledger(JdbcTemplate jdbc, String owner, Duration lease, Backoff backoff) {
    this.jdbc = jdbc;
    this.owner = owner;
    this.lease = lease;
    this.backoff = backoff;
  }

  /** Name of this process in the ledger. */
  public String owner() {
    return owner;
  }

  /** How long a claim lasts without a heartbeat. */
  public Duration lease() {
    return lease;
  }

  /**
   * Adds items that are not known yet; known keys are left as they are.
   *
   * @param items what to do; payloads are JSON or null
   * @return how many were new
   */
  public int enqueue(String line, int priority, int maxAttempts, Collection<NewItem> items) {
    return jdbc.update(
        ENQUEUE,
        statement -> {
          statement.setString(1, line);
          statement.setInt(2, priority);
          statement.setInt(3, maxAttempts);
          statement.setArray(4, texts(statement, items.stream().map(NewItem::key).toList()));
          statement.setArray(5, texts(statement, items.stream().map(NewItem::payload).toList()));
        });
  }

  /** An item to add: its key, and its payload as JSON or null. */
  public record NewItem(String key, String payload) {}

  /** Claims up to {@code most} items that are due, the most urgent and longest waiting first. */
  public List<Claim> claim(String line, int most) {
    return jdbc.query(
        CLAIM,
        (row, index) ->
            new Claim(row.getString(1), row.getString(2), row.getLong(3), row.getInt(4)),
        owner,
        lease.toMillis(),
        line,
        most);
  }

  /**
   * Says that items are done, in the transaction of their effect.
   *
   * @return keys that were still claimed here; for any other the lease was lost, and its effect
   *     must not be written
   */
  public Set<String> complete(String line, Collection<Claim> claims) {
    return new HashSet<>(
        jdbc.query(
            COMPLETE,
            statement -> {
              setClaims(statement, 1, claims);
              statement.setString(3, line);
            },
            (row, index) -> row.getString(1)));
  }

  /**
   * Records a failed attempt: the items wait for a retry, or are DEAD with this cause.
   *
   * @return the state that each item is in now; items whose lease was lost are left out
   */
  public List<ItemState> fail(String line, Collection<Claim> claims, Failure failure) {
    int consumed = failure.errorClass().consumesAttempt() ? 1 : 0;
    List<Long> delays =
        claims.stream()
            .map(c -> backoff.delay(c.attempt(), failure.retryAfter()).toMillis())
            .toList();
    return jdbc.query(
        FAIL,
        statement -> {
          statement.setBoolean(1, failure.errorClass().fatal());
          statement.setInt(2, consumed);
          statement.setInt(3, consumed);
          statement.setString(4, failure.errorClass().name());
          statement.setString(5, storable(failure.code()));
          statement.setString(6, storable(failure.message()));
          statement.setString(7, storable(failure.trace()));
          setClaims(statement, 8, claims);
          statement.setArray(10, longs(statement, delays));
          statement.setString(11, line);
        },
        (row, index) -> ItemState.valueOf(row.getString(1)));
  }

  /** Gives items back untouched: another worker may take them at once. */
  public void release(String line, Collection<Claim> claims) {
    jdbc.update(
        RELEASE,
        statement -> {
          setClaims(statement, 1, claims);
          statement.setString(3, line);
        });
  }

  /**
   * Whether items may still become due: some wait for a retry, or others hold claims that they made
   * before the caller ran idle.
   *
   * @param prefix what the keys begin with
   * @param idle for how long the caller has found nothing to claim
   */
  public boolean waiting(String line, String prefix, Duration idle) {
    return Boolean.TRUE.equals(
        jdbc.queryForObject(
            WAITING, Boolean.class, line, prefix, line, owner, prefix, idle.toMillis()));
  }

  /** How many items are DEAD whose keys begin with {@code prefix}. */
  public long dead(String line, String prefix) {
    Long count =
        jdbc.queryForObject(
            "SELECT count(*) FROM serai.work_item WHERE line = ? AND state = 'DEAD' AND starts_with(key, ?)",
            Long.class,
            line,
            prefix);
    return count == null ? 0 : count;
  }

  /** How many items were finished within the last {@code window}. */
  public long doneSince(String line, Duration window) {
    Long count =
        jdbc.queryForObject(
            "SELECT count(*) FROM serai.work_item WHERE line = ? AND state = 'DONE'"
                + " AND done_at > now() - ? * interval '1 millisecond'",
            Long.class,
            line,
            window.toMillis());
    return count == null ? 0 : count;
  }

  /** Extends every lease of this process; {@link #lease()} is measured from now. */
  public void heartbeat() {
    jdbc.update(HEARTBEAT, lease.toMillis(), owner);
  }

  /**
   * Puts items back whose process vanished. Every node may do so at any time.
   *
   * @return how many
   */
  public int reap() {
    return jdbc.update(REAP, MOST_LEASE_LOSSES);
  }

  private static void setClaims(PreparedStatement statement, int index, Collection<Claim> claims)
      throws SQLException {
    statement.setArray(index, texts(statement, claims.stream().map(Claim::key).toList()));
    statement.setArray(index + 1, longs(statement, claims.stream().map(Claim::fence).toList()));
  }

  private static Array texts(PreparedStatement statement, List<String> values) throws SQLException {
    return statement.getConnection().createArrayOf("text", values.toArray());
  }

  private static Array longs(PreparedStatement statement, List<Long> values) throws SQLException {
    return statement.getConnection().createArrayOf("bigint", values.toArray());
  }

  /** PostgreSQL's text holds no NUL. */
  private static String storable(String text) {
    return text == null ? null : text.replace('\0', '\uFFFD');
  }
}
