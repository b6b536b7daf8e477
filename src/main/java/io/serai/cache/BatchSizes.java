package io.serai.cache;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many members a batch of a job's walk has. One that is too much for ClickHouse again and again
 * is halved, down to one member; each batch that goes well doubles it again, up to what the job
 * says. Of this process only. Thread-safe.
 */
final class BatchSizes {

  /** So often a batch is tried as it is: it may have been too much for that moment only. */
  static final int TRIES = 3;

  private record Trouble(String cursor, int failures, int size) {}

  private final Map<String, Trouble> troubles = new ConcurrentHashMap<>();

  /** Members of the next batch. */
  int of(CacheJob job) {
    Trouble trouble = troubles.get(job.name());
    return trouble == null ? full(job) : Math.min(trouble.size(), full(job));
  }

  private static int full(CacheJob job) {
    return job.rotation() == null ? 0 : job.rotation().batch();
  }

  /** A batch went well, or the walk goes on without it. */
  void moved(CacheJob job) {
    troubles.computeIfPresent(job.name(), (name, before) -> grown(before, full(job)));
  }

  private static Trouble grown(Trouble before, int full) {
    return before.size() >= full
        ? null
        : new Trouble(before.cursor(), before.failures(), Math.min(full, before.size() * 2));
  }

  /**
   * A batch was too much.
   *
   * @param cursor where it begins
   * @param members how many it has
   * @return whether nothing helps but to leave it out: it is a single member, tried often enough
   */
  boolean tooMuch(CacheJob job, String cursor, int members) {
    Trouble trouble =
        troubles.compute(job.name(), (name, before) -> after(job, before, cursor, members));
    return members == 1 && trouble.failures() >= TRIES;
  }

  /** Once a batch was halved, the next failure halves it again, until a whole one goes well. */
  private static Trouble after(CacheJob job, Trouble before, String cursor, int members) {
    boolean again =
        before != null && (before.failures() >= TRIES || before.cursor().equals(cursor));
    int failures = again ? before.failures() + 1 : 1;
    int size = failures < TRIES ? full(job) : Math.max(1, members / 2);
    return new Trouble(cursor, failures, size);
  }
}
