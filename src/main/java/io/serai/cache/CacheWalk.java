package io.serai.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Where a walk through all members of a job is, and which of them are in its next batch. One thread
 * at a time.
 */
final class CacheWalk {

  /** Members of one page; what a walk holds in memory. */
  static final int PAGE = 10_000;

  private final CacheJob job;
  private List<String> page = List.of();
  private int next;
  private boolean lastPage;
  private String cursor;
  private int size;

  /**
   * @param cursor where it goes on; empty at the beginning
   */
  CacheWalk(CacheJob job, String cursor) {
    this.job = job;
    this.cursor = cursor;
    this.size = job.rotation().batch();
  }

  /** Sets how many members a batch has from now on. */
  void resize(int members) {
    size = members;
  }

  /** Where it is; empty at the beginning. */
  String cursor() {
    return cursor;
  }

  /** Whether members have to be asked for before there is a batch. */
  boolean needsMembers() {
    return next == page.size();
  }

  /** Members of the next batch. */
  List<String> batch() {
    return page.subList(next, Math.min(page.size(), next + size));
  }

  /** Where it is after the next batch. */
  String cursorAfterBatch() {
    List<String> batch = batch();
    return batch.get(batch.size() - 1);
  }

  /** The keys of the next batch. */
  List<String> keys() {
    String column = job.rotation().column();
    return batch().stream().map(member -> job.key().key(Map.of(column, member))).toList();
  }

  /**
   * Takes the members that were asked for.
   *
   * @return whether there are any
   * @throws CacheDataException when they lack their column, or there are none at all
   */
  boolean take(List<Map<String, Object>> answer) {
    List<String> members = new ArrayList<>(answer.size());
    for (Map<String, Object> row : answer) {
      members.add(member(row));
    }
    if (members.isEmpty() && cursor.isEmpty() && job.guard().minRows() > 0) {
      throw new CacheDataException(
          "the query of the members gave none; guard.min_rows: 0 would allow that");
    }
    page = members;
    next = 0;
    lastPage = members.size() < PAGE;
    return !members.isEmpty();
  }

  private String member(Map<String, Object> row) {
    String column = job.rotation().column();
    Object member = row.get(column);
    if (member == null) {
      throw new CacheDataException(
          "rotation.column is %s; the members' result has %s".formatted(column, row.keySet()));
    }
    return member.toString();
  }

  /** Goes behind the batch; whether a question is left. */
  boolean advance() {
    cursor = cursorAfterBatch();
    next += batch().size();
    return !(lastPage && needsMembers());
  }
}
