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

  private final String name;
  private final CacheJob job;
  private final Turn turn;
  private final boolean force;
  private final Duration lastWalk;
  private final CacheWalk walk;
  private final CacheOutcome none;
  private final String correlationId = UUID.randomUUID().toString();
  private final long startedAt;
  private long askedAt;
  private boolean asking;
  private boolean open;
  private boolean interrupted;
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
    this.open = turn != null;
    this.walk = open && job.rotation() != null ? new CacheWalk(job, turn.cursor()) : null;
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
    return none(request, status, reason, "");
  }

  /**
   * A cycle that is not to be because another is under way.
   *
   * @param holder the other process whose it is; empty when it is this one's
   */
  static CacheCycle held(CacheRequest request, String holder) {
    String who = holder.isEmpty() ? "this process" : holder;
    return none(request, CacheOutcome.Status.HELD, who + " refreshes it now", holder);
  }

  private static CacheCycle none(
      CacheRequest request, CacheOutcome.Status status, String reason, String holder) {
    CacheOutcome outcome = new CacheOutcome(request.job(), status, reason, holder, 0, 0, 0);
    return new CacheCycle(request, null, null, Duration.ZERO, outcome, 0);
  }

  CacheOutcome outcome() {
    return none;
  }

  CacheOutcome outcome(CacheOutcome.Status status, String message, Duration took) {
    return new CacheOutcome(name, status, message, "", rows, keys, took.toMillis());
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
    if (walk == null) {
      return query(job.query(), Map.of());
    }
    if (walk.needsMembers()) {
      Map<String, Object> page = Map.of("after", walk.cursor(), "limit", CacheWalk.PAGE);
      return query(job.rotation().query(), page);
    }
    return query(job.query(), Map.of(CacheJob.MEMBERS, walk.batch()));
  }

  private ClickHouseQuery query(CacheJob.Query query, Map<String, Object> more) {
    Map<String, Object> params = new LinkedHashMap<>(query.params());
    params.putAll(more);
    return new ClickHouseQuery(query.sql(), params, job.timeout().toMillis(), job.name());
  }

  /** Where the query stands that is asked now. */
  String queryPlace() {
    return (walk != null && walk.needsMembers() ? job.rotation().query() : job.query()).source();
  }

  /**
   * Takes the rows of the question that was asked.
   *
   * @param ttl lifetime of a value
   * @return what is to be published; null when another question comes first
   * @throws CacheDataException when the rows are not what the job needs
   */
  Publication publication(List<Map<String, Object>> answer, Supplier<Duration> ttl) {
    if (walk != null && walk.needsMembers()) {
      open = walk.take(answer);
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
    if (walk != null) {
      return Publication.batch(entries, walk.keys(), walk.cursorAfterBatch(), job.guard());
    }
    return job.key().isFixed()
        ? Publication.single(entries.get(0), job.guard())
        : Publication.of(entries, job.guard());
  }

  /**
   * Moves a walk behind the batch that could not be published, so that one bad batch does not keep
   * all members behind it from being refreshed.
   *
   * @return null when it is no batch that failed
   */
  Publication leaveOut() {
    return isOfBatch()
        ? Publication.batch(List.of(), List.of(), walk.cursorAfterBatch(), Guard.NONE).forced()
        : null;
  }

  /** Whether the question that was asked is that of a batch, which may be left out. */
  boolean isOfBatch() {
    return walk != null && !walk.needsMembers() && !walk.cursorAfterBatch().isEmpty();
  }

  /** Sets how many members a batch has from now on. */
  void resize(int members) {
    if (walk != null) {
      walk.resize(members);
    }
  }

  /** The walk through the job's members; null when it has none. */
  CacheWalk walk() {
    return walk;
  }

  /** What was to be published is; the number of its keys. */
  int published() {
    keys += publishing.size();
    rows += (int) publishing.stream().mapToLong(Entry::rows).sum();
    open = walk != null && walk.advance();
    return publishing.size();
  }
}
