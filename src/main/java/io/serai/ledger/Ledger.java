package io.serai.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

  /** An item whose worker vanished this often is taken for the cause, and DEAD. */
  static final int MOST_LEASE_LOSSES = 10;

  private final JdbcTemplate jdbc;
  private final String owner;
  private final Duration lease;
  private final Backoff backoff;
  private final LedgerQueries queries;
  private final HeldClaims held = new HeldClaims();

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
    this.queries = new LedgerQueries(jdbc);
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
        LedgerSql.ENQUEUE,
        statement -> {
          statement.setString(1, line);
          statement.setInt(2, priority);
          statement.setInt(3, maxAttempts);
          LedgerArrays.setItems(statement, 4, items);
        });
  }

  /**
   * An item to add: its key, and its payload as JSON or null. Keys made from what comes from
   * outside go through {@link LongKeys#stored}; NULs in payloads become U+FFFD.
   */
  public record NewItem(String key, String payload) {}

  /** Claims up to {@code most} items that are due, the most urgent and longest waiting first. */
  public List<Claim> claim(String line, int most) {
    return claimDue(line, most).stream().map(Work::claim).toList();
  }

  /** As {@link #claim(String, int)}, with what is to be done. */
  public List<Work> claimDue(String line, int most) {
    return claimDue(line, null, most);
  }

  /**
   * As {@link #claimDue(String, int)}, but leaves alone what belongs elsewhere.
   *
   * @param scope items whose payload has another {@code scope} are not claimed; null: all are
   */
  public List<Work> claimDue(String line, String scope, int most) {
    List<Work> work =
        jdbc.query(
            LedgerSql.CLAIM,
            (row, index) -> new Work(claim(row, index), row.getString(5)),
            owner,
            lease.toMillis(),
            line,
            scope,
            most);
    keep(work.stream().map(Work::claim).toList());
    return work;
  }

  /**
   * Claims these items, whether the ledger knows them already or not. An item that is finished,
   * dead, not due yet, claimed by someone whose lease runs, or in another's hands at this very
   * moment is not in the answer; {@link #standings} tells why. Waits for no one who works on the
   * items.
   *
   * @param maxAttempts attempts until DEAD, for items that are new
   * @param items which; payloads are stored for items that have none yet; a key may come twice
   * @return in no particular order
   */
  public List<Claim> claim(String line, int maxAttempts, Collection<NewItem> items) {
    if (items.isEmpty()) {
      return List.of();
    }
    List<Claim> claims =
        jdbc.query(
            LedgerSql.CLAIM_ITEMS,
            statement -> {
              LedgerArrays.setItems(statement, 1, items);
              statement.setString(3, line);
              statement.setString(4, owner);
              statement.setLong(5, lease.toMillis());
              statement.setInt(6, maxAttempts);
              statement.setString(7, line);
              statement.setString(8, line);
              statement.setInt(9, MOST_LEASE_LOSSES);
              statement.setString(10, owner);
              statement.setLong(11, lease.toMillis());
              statement.setString(12, line);
            },
            Ledger::claim);
    keep(claims);
    return claims;
  }

  /**
   * Where items stand now: state, time until they are due or their lease ends, attempts, owner and
   * last error, by key. Keys that the ledger does not know are left out.
   */
  public Map<String, ItemStanding> standings(String line, Collection<String> keys) {
    return queries.standings(line, keys);
  }

  /**
   * Claims one item by its key, whether the ledger knows it already or not.
   *
   * @param maxAttempts attempts until DEAD, for an item that is new
   * @return empty when it is finished, dead, not due yet, or claimed by someone whose lease runs
   */
  public Optional<Claim> claim(String line, String key, int maxAttempts) {
    List<Claim> claims =
        jdbc.query(
            LedgerSql.CLAIM_KEY,
            Ledger::claim,
            line,
            key,
            owner,
            lease.toMillis(),
            maxAttempts,
            MOST_LEASE_LOSSES);
    keep(claims);
    return claims.stream().findFirst();
  }

  private static Claim claim(ResultSet row, int index) throws SQLException {
    return new Claim(row.getString(1), row.getString(2), row.getLong(3), row.getInt(4));
  }

  /**
   * Lets {@link #heartbeat} extend these claims until they are completed, failed or released. For
   * claims made by a line's own SQL, once the work on them is sure to come to an end; a claim that
   * nobody keeps, as after a broken connection, comes back when its lease ends.
   */
  public void keep(Collection<Claim> claims) {
    held.addAll(claims);
  }

  /**
   * Says that items are done, in the transaction of their effect.
   *
   * @return keys that were still claimed here; for any other the lease was lost, and its effect
   *     must not be written
   */
  public Set<String> complete(String line, Collection<Claim> claims) {
    List<String> keys =
        jdbc.query(
            LedgerSql.COMPLETE,
            statement -> {
              LedgerArrays.setClaims(statement, 1, claims);
              statement.setString(3, line);
            },
            (row, index) -> row.getString(1));
    held.removeWhenCommitted(claims);
    return new HashSet<>(keys);
  }

  /**
   * Records a failed attempt: the items wait for a retry, or are DEAD with this cause.
   *
   * @return the state that each item is in now; items whose lease was lost are left out
   */
  public List<ItemState> fail(String line, Collection<Claim> claims, Failure failure) {
    return List.copyOf(failByKey(line, claims, failure).values());
  }

  /**
   * As {@link #fail}, telling the items apart.
   *
   * @return the state that each item is in now, by key; items whose lease was lost are left out
   */
  public Map<String, ItemState> failByKey(String line, Collection<Claim> claims, Failure failure) {
    int consumed = failure.errorClass().consumesAttempt() ? 1 : 0;
    List<Long> delays =
        claims.stream()
            .map(c -> backoff.delay(c.attempt(), failure.retryAfter()).toMillis())
            .toList();
    Map<String, ItemState> states = new HashMap<>();
    jdbc.query(
        LedgerSql.FAIL,
        statement -> {
          statement.setBoolean(1, failure.errorClass().fatal());
          statement.setInt(2, consumed);
          statement.setInt(3, consumed);
          statement.setString(4, failure.errorClass().name());
          statement.setString(5, StorableText.of(failure.code()));
          statement.setString(6, StorableText.of(failure.message()));
          statement.setString(7, StorableText.of(failure.trace()));
          LedgerArrays.setClaims(statement, 8, claims);
          statement.setArray(10, LedgerArrays.longs(statement, delays));
          statement.setString(11, line);
        },
        row -> {
          states.put(row.getString(1), ItemState.valueOf(row.getString(2)));
        });
    held.removeWhenCommitted(claims);
    return states;
  }

  /**
   * Gives items back untouched: another worker may take them at once. If that fails, they come back
   * when their lease ends, because it is not extended any more.
   */
  public void release(String line, Collection<Claim> claims) {
    held.removeAll(claims);
    jdbc.update(
        LedgerSql.RELEASE,
        statement -> {
          LedgerArrays.setClaims(statement, 1, claims);
          statement.setString(3, line);
        });
  }

  /**
   * Whether items may still become due: some wait for a retry, or are claimed since before the
   * caller ran idle, by others or by a statement of its own that broke off.
   *
   * @param prefix what the keys begin with
   * @param idle for how long the caller has found nothing to claim
   */
  public boolean waiting(String line, String prefix, Duration idle) {
    return queries.waiting(line, prefix, idle);
  }

  /** How many items are DEAD whose keys begin with {@code prefix}. */
  public long dead(String line, String prefix) {
    return queries.dead(line, prefix);
  }

  /** How many items are not settled: they wait, for a retry too, or are worked on. */
  public long pending(String line) {
    return queries.pending(line);
  }

  /** How many items were finished within the last {@code window}. */
  public long doneSince(String line, Duration window) {
    return queries.doneSince(line, window);
  }

  /** Extends the leases of the claims that are worked on here; measured from now. */
  public void heartbeat() {
    List<Claim> claims = held.all();
    if (claims.isEmpty()) {
      return;
    }
    jdbc.update(
        LedgerSql.HEARTBEAT,
        statement -> {
          statement.setLong(1, lease.toMillis());
          statement.setArray(
              2, LedgerArrays.texts(statement, claims.stream().map(Claim::line).toList()));
          LedgerArrays.setClaims(statement, 3, claims);
        });
  }

  /**
   * Takes items that {@link #reap} has given up, each once, so that their line can say so to
   * others. Call it in the transaction that says so.
   *
   * @param scope items whose payload has another {@code scope} are left alone; null: none is
   * @param within how long ago they were given up at the most
   */
  public List<Vanished> takeVanished(String line, String scope, Duration within, int most) {
    return jdbc.query(
        LedgerSql.TAKE_VANISHED,
        (row, index) ->
            new Vanished(
                new Work(claim(row, index), row.getString(5)), row.getInt(6), row.getString(7)),
        line,
        within.toMillis(),
        scope,
        most);
  }

  /**
   * An item whose worker vanished too often.
   *
   * @param work the last claim, and what was to be done
   * @param times how often its worker vanished
   * @param error what was met last
   */
  public record Vanished(Work work, int times, String error) {}

  /**
   * Puts items back whose process vanished. Every node may do so at any time.
   *
   * @return how many
   */
  public int reap() {
    return jdbc.update(LedgerSql.REAP, MOST_LEASE_LOSSES);
  }
}
