package io.serai.files;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * How many files are parsed at once. There are some more threads than that, so that small sources
 * are fetched and results are stored meanwhile. A source that is not known to be small waits for
 * its slot before it is fetched: its connection would be idle for as long as others are parsed.
 * Thread-safe.
 */
final class ParseSlots {

  private static final long SMALL = 256 << 10;

  private final Semaphore free;
  private final Set<PendingTask> holders = ConcurrentHashMap.newKeySet();

  /**
   * @param slots files parsed at once
   */
  ParseSlots(int slots) {
    free = new Semaphore(slots);
  }

  /** Whether a source may be fetched before it has a slot; it is held in memory then. */
  static boolean mayFetchEarly(FileTask file) {
    return file.size() != null && isSmall(file.size());
  }

  /** Whether a source of so many bytes is held in memory. */
  static boolean isSmall(long size) {
    return size <= SMALL;
  }

  /** Waits for a slot, unless the task has one. */
  void take(PendingTask task) throws InterruptedException {
    if (!holders.contains(task)) {
      free.acquire();
      holders.add(task);
    }
  }

  /** Leaves the slot to another; does nothing for a task that has none. */
  void leave(PendingTask task) {
    if (holders.remove(task)) {
      free.release();
    }
  }
}
