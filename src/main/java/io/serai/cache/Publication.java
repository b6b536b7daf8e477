package io.serai.cache;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Keys that are published together: all or none of them.
 *
 * @param entries the keys; for a batch there may be none
 * @param members keys that might have been in it, for the guard of a batch; empty otherwise
 * @param cursor where the walk goes on after it; empty when there is no walk
 * @param guard what it must not fall below
 * @param single whether it is the one fixed key of a job, of which rows are counted instead of keys
 * @param force whether it may be published though it has shrunk
 */
public record Publication(
    List<Entry> entries,
    List<String> members,
    String cursor,
    Guard guard,
    boolean single,
    boolean force) {

  private static final int KEYS_OF_A_RECORD = 1000;

  /**
   * @throws IllegalArgumentException when a key is there twice
   */
  public Publication {
    entries = List.copyOf(entries);
    members = List.copyOf(members);
    Set<String> keys = new HashSet<>(entries.size() * 2);
    for (Entry entry : entries) {
      if (!keys.add(entry.key())) {
        throw new IllegalArgumentException(
            "the key \"%s\" is there twice: two rows of the result have it".formatted(entry.key()));
      }
    }
  }

  /** All keys of a job at once, one for each value of some columns. */
  public static Publication of(List<Entry> entries, Guard guard) {
    return new Publication(entries, List.of(), "", guard, false, false);
  }

  /** The one key of a job. */
  public static Publication single(Entry entry, Guard guard) {
    return new Publication(List.of(entry), List.of(), "", guard, true, false);
  }

  /**
   * A batch of a walk.
   *
   * @param members the keys of all members of the batch, also of those with no result
   * @param cursor where the walk goes on after it, not empty
   */
  public static Publication batch(
      List<Entry> entries, Collection<String> members, String cursor, Guard guard) {
    if (cursor.isEmpty()) {
      throw new IllegalArgumentException("a batch needs a cursor, else a walk would begin anew");
    }
    return new Publication(entries, List.copyOf(members), cursor, guard, false, false);
  }

  /** The same, which may have shrunk since the last time. */
  public Publication forced() {
    return new Publication(entries, members, cursor, guard, single, true);
  }

  boolean isBatch() {
    return !cursor.isEmpty();
  }

  long rows() {
    return entries.stream().mapToLong(Entry::rows).sum();
  }

  /** Keys whose existence the guard wants to know; none when that cannot matter. */
  List<String> looksAt() {
    if (force) {
      return List.of();
    }
    if (isBatch()) {
      return guard.shrinksTooMuch(entries.size(), members.size()) ? members : List.of();
    }
    return single ? List.of(entries.get(0).key()) : List.of();
  }

  /** What may have shrunk: keys, where there may be several; else rows. */
  long amount() {
    return single ? rows() : entries.size();
  }

  /** What {@code allow.lua} compares it with. */
  String comparison() {
    if (force) {
      return "nothing";
    }
    if (isBatch()) {
      return looksAt().isEmpty() ? "nothing" : "existing";
    }
    return single ? "rows" : "keys";
  }

  /** The keys for later, as {@code extend.lua} reads them. */
  List<byte[]> records() {
    List<byte[]> records = new ArrayList<>();
    for (int from = 0; from < entries.size(); from += KEYS_OF_A_RECORD) {
      int to = Math.min(entries.size(), from + KEYS_OF_A_RECORD);
      StringBuilder record = new StringBuilder();
      entries.subList(from, to).forEach(entry -> record.append(entry.key()).append('\n'));
      records.add(JobKeys.bytes(record.toString()));
    }
    return records;
  }
}
