package io.serai.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * One refresh of one job under its turn: which question is next, and what its answer gives. A job
 * whose members rotate has many questions, others one. One thread at a time.
 */
public final class CacheCycle {

  /** Members of one page; what a walk holds in memory. */
  static final int PAGE = 10_000;

  private final CacheJob job;
  private final Turn turn;
  private final boolean force;
  private final String correlationId = UUID.randomUUID().toString();
  private final long startedAt;
  private boolean open;
  private List<String> page = List.of();
  private int next;
  private boolean lastPage;
  private String cursor;
  private int rows;
  private int keys;
  private int publishing;

  /**
   * @param turn null when it is not this process's turn
   * @param force whether a person asked for it
   * @param startedAt nanoseconds
   */
  CacheCycle(CacheJob job, Turn turn, boolean force, long startedAt) {
    this.job = job;
    this.turn = turn;
    this.force = force;
    this.startedAt = startedAt;
    this.open = turn != null;
    this.cursor = turn == null ? "" : turn.cursor();
  }

  CacheJob job() {
    return job;
  }

  Turn turn() {
    return turn;
  }

  boolean isForced() {
    return force;
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

  private boolean needsMembers() {
    return next == page.size();
  }

  private List<String> batch() {
    return page.subList(next, Math.min(page.size(), next + job.rotation().batch()));
  }

  /**
   * Takes the rows of the question that was asked.
   *
   * @return the values by key; null when there is nothing to be published yet
   * @throws CacheDataException when the rows are not what the job needs
   */
  Map<String, byte[]> values(List<Map<String, Object>> answer) {
    if (job.rotation() != null && needsMembers()) {
      take(answer);
      return null;
    }
    rows += answer.size();
    Map<String, List<Map<String, Object>>> groups = new LinkedHashMap<>();
    for (Map<String, Object> row : answer) {
      groups.computeIfAbsent(job.key().key(row), key -> new ArrayList<>()).add(row);
    }
    if (job.key().isFixed() && groups.isEmpty() && job.guard().minRows() == 0) {
      groups.put(job.key().text(), List.of());
    }
    Map<String, byte[]> values = new LinkedHashMap<>();
    groups.forEach((key, each) -> values.put(key, job.shape().json(each)));
    publishing = values.size();
    return values;
  }

  /** The value that a service gave. */
  Map<String, byte[]> value(byte[] value) {
    rows = 1;
    publishing = 1;
    return Map.of(job.key().text(), value);
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

  /** Where a walk goes on after the batch that is being published; empty after the last. */
  String cursorAfterBatch() {
    if (job.rotation() == null) {
      return "";
    }
    List<String> batch = batch();
    return endsAfter(batch) ? "" : batch.get(batch.size() - 1);
  }

  private boolean endsAfter(List<String> batch) {
    return lastPage && next + batch.size() == page.size();
  }

  /** Keys of the members that are being published, whether they have values or not. */
  List<String> batchKeys() {
    if (job.rotation() == null) {
      return List.of();
    }
    String column = job.rotation().column();
    return batch().stream().map(member -> job.key().key(Map.of(column, member))).toList();
  }

  /** What was to be published is. */
  void published() {
    keys += publishing;
    if (job.rotation() == null) {
      open = false;
      return;
    }
    List<String> batch = batch();
    open = !endsAfter(batch);
    cursor = batch.get(batch.size() - 1);
    next += batch.size();
  }

  /** Nothing is asked any more. */
  void end() {
    open = false;
  }
}
