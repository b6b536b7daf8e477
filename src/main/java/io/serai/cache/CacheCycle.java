package io.serai.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * One refresh of one job under its turn: which question is next, and what its answer gives. A job
 * whose members rotate has many questions, others one. One thread at a time.
 */
public final class CacheCycle {

  /** Members of one page; what a walk holds in memory. */
  static final int PAGE = 10_000;

  private final String name;
  private final CacheJob job;
  private final Turn turn;
  private final boolean force;
  private final Duration lastWalk;
  private final CacheOutcome none;
  private final String correlationId = UUID.randomUUID().toString();
  private final long startedAt;
  private long askedAt;
  private boolean asking;
  private boolean open;
  private boolean interrupted;
  private List<String> page = List.of();
  private int next;
  private boolean lastPage;
  private String cursor = "";
  private int rows;
  private int keys;
  private List<Entry> publishing = List.of();

  private CacheCycle(
      CacheRequest request,
      CacheJob job,
      Turn turn,
      Duration lastWalk,
      CacheOutcome none,
      long startedAt) {
    this.name = request.job();
    this.job = job;
    this.turn = turn;
    this.force = request.force();
    this.lastWalk = lastWalk;
    this.none = none;
    this.startedAt = startedAt;
    if (turn != null) {
      this.open = true;
      this.cursor = turn.cursor();
    }
  }

  /**
   * A cycle whose turn was taken.
   *
   * @param lastWalk what the last walk through all members took; zero when it is not known
   * @param startedAt nanoseconds
   */
  static CacheCycle of(
      CacheJob job, Turn turn, Duration lastWalk, CacheRequest request, long startedAt) {
    return new CacheCycle(request, job, turn, lastWalk, null, startedAt);
  }

  /** A cycle that is not to be. */
  static CacheCycle none(CacheRequest request, CacheOutcome.Status status, String reason) {
    CacheOutcome outcome = new CacheOutcome(request.job(), status, reason, 0, 0, 0);
    return new CacheCycle(request, null, null, Duration.ZERO, outcome, 0);
  }

  CacheOutcome outcome() {
    return none;
  }

  CacheOutcome outcome(CacheOutcome.Status status, String message, Duration took) {
    return new CacheOutcome(name, status, message, rows, keys, took.toMillis());
  }

  Duration lastWalk() {
    return lastWalk;
  }

  void asks(long now) {
    askedAt = now;
    asking = true;
  }

  /** How long the answer took, once. */
  Optional<Duration> answered(long now) {
    if (!asking) {
      return Optional.empty();
    }
    asking = false;
    return Optional.of(Duration.ofNanos(now - askedAt));
  }

  CacheJob job() {
    return job;
  }

  Turn turn() {
    return turn;
  }

  String correlationId() {
    return correlationId;
  }

  Duration took(long now) {
    return Duration.ofNanos(now - startedAt);
  }

  int rows() {
    return rows;
  }

  int keys() {
    return keys;
  }

  /** Whether a question is left. */
  public boolean isOpen() {
    return open;
  }

  /** Ends a walk that has batches left. */
  void interrupt() {
    interrupted = open;
    open = false;
  }

  /** Whether it ended before it was through. */
  boolean isInterrupted() {
    return interrupted;
  }

  /** What ClickHouse is asked next; null when a service gives the value. */
  ClickHouseQuery question() {
    if (job.service() != null) {
      return null;
    }
    if (job.rotation() == null) {
      return query(job.query(), Map.of());
    }
    if (needsMembers()) {
      return query(job.rotation().query(), Map.of("after", cursor, "limit", PAGE));
    }
    return query(job.query(), Map.of(CacheJob.MEMBERS, batch()));
  }

  private ClickHouseQuery query(CacheJob.Query query, Map<String, Object> more) {
    Map<String, Object> params = new LinkedHashMap<>(query.params());
    params.putAll(more);
    return new ClickHouseQuery(query.sql(), params, job.timeout().toMillis(), job.name());
  }

  /** Where the query stands that is asked now. */
  String queryPlace() {
    boolean members = job.rotation() != null && needsMembers();
    return (members ? job.rotation().query() : job.query()).source();
  }

  private boolean needsMembers() {
    return next == page.size();
  }

  private List<String> batch() {
    return page.subList(next, Math.min(page.size(), next + job.rotation().batch()));
  }

  /**
   * Takes the rows of the question that was asked.
   *
   * @param ttl lifetime of a value
   * @return what is to be published; null when another question comes first
   * @throws CacheDataException when the rows are not what the job needs
   */
  Publication publication(List<Map<String, Object>> answer, Supplier<Duration> ttl) {
    if (job.rotation() != null && needsMembers()) {
      take(answer);
      return null;
    }
    List<Entry> entries = new ArrayList<>();
    groups(answer)
        .forEach(
            (key, each) -> entries.add(entry(key, job.shape().json(each), ttl.get(), each.size())));
    return publication(entries);
  }

  private Entry entry(String key, byte[] value, Duration ttl, int rows) {
    try {
      return new Entry(key, value, ttl, rows);
    } catch (IllegalArgumentException e) {
      throw new CacheDataException(
          "%s: mend that value of %s, or let the query leave it out"
              .formatted(
                  e.getMessage(),
                  job.key().isFixed() ? "key" : String.join(", ", job.key().columns())),
          e);
    }
  }

  private Map<String, List<Map<String, Object>>> groups(List<Map<String, Object>> answer) {
    Map<String, List<Map<String, Object>>> groups = new LinkedHashMap<>();
    if (job.key().isFixed()) {
      groups.put(job.key().text(), answer);
      return groups;
    }
    for (Map<String, Object> row : answer) {
      groups.computeIfAbsent(job.key().key(row), key -> new ArrayList<>()).add(row);
    }
    return groups;
  }

  /** The value that a service gave. */
  Publication publication(byte[] value, Supplier<Duration> ttl) {
    return publication(List.of(entry(job.key().text(), value, ttl.get(), 1)));
  }

  private Publication publication(List<Entry> entries) {
    publishing = entries;
    Publication publication = unforced(entries);
    return force ? publication.forced() : publication;
  }

  private Publication unforced(List<Entry> entries) {
    if (job.rotation() != null) {
      return Publication.batch(entries, batchKeys(), cursorAfterBatch(), job.guard());
    }
    return job.key().isFixed()
        ? Publication.single(entries.get(0), job.guard())
        : Publication.of(entries, job.guard());
  }

  private void take(List<Map<String, Object>> answer) {
    String column = job.rotation().column();
    List<String> members = new ArrayList<>(answer.size());
    for (Map<String, Object> row : answer) {
      Object member = row.get(column);
      if (member == null) {
        throw new CacheDataException(
            "rotation.column is %s; the members' result has %s".formatted(column, row.keySet()));
      }
      members.add(member.toString());
    }
    if (members.isEmpty() && cursor.isEmpty() && job.guard().minRows() > 0) {
      throw new CacheDataException(
          "the query of the members gave none; guard.min_rows: 0 would allow that");
    }
    page = members;
    next = 0;
    lastPage = members.size() < PAGE;
    open = !members.isEmpty();
  }

  private String cursorAfterBatch() {
    List<String> batch = batch();
    return batch.get(batch.size() - 1);
  }

  private List<String> batchKeys() {
    String column = job.rotation().column();
    return batch().stream().map(member -> job.key().key(Map.of(column, member))).toList();
  }

  /**
   * Moves a walk behind the batch that could not be published, so that one bad batch does not keep
   * all members behind it from being refreshed.
   *
   * @return null when it is no batch that failed
   */
  Publication leaveOut() {
    return job.rotation() == null || needsMembers()
        ? null
        : Publication.batch(List.of(), List.of(), cursorAfterBatch(), Guard.NONE).forced();
  }

  /** What was to be published is; the number of its keys. */
  int published() {
    keys += publishing.size();
    rows += (int) publishing.stream().mapToLong(Entry::rows).sum();
    if (job.rotation() == null) {
      open = false;
      return publishing.size();
    }
    cursor = cursorAfterBatch();
    next += batch().size();
    open = !(lastPage && needsMembers());
    return publishing.size();
  }
}
