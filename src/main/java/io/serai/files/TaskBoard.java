package io.serai.files;

import io.serai.ledger.Claim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The tasks of a {@link TaskInbox} behind one lock. The ledger is never asked under it: claims that
 * turn out to be unwanted go back when it is free again. Thread-safe.
 */
final class TaskBoard {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final TaskLanes tasks = new TaskLanes();
  private final TaskLedger ledger;
  private volatile boolean paused;
  private volatile boolean closed;

  TaskBoard(TaskLedger ledger) {
    this.ledger = ledger;
  }

  /** What happens under the lock. */
  interface Change {

    /**
     * @param unwanted takes claims that are to be given back; null for none
     */
    void make(TaskLanes tasks, List<Claim> unwanted);
  }

  /** Changes something, and wakes those that wait for a change. */
  void change(Change change) {
    List<Claim> unwanted = new ArrayList<>();
    lock.lock();
    try {
      change.make(tasks, unwanted);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    unwanted.removeIf(Objects::isNull);
    if (!unwanted.isEmpty()) {
      ledger.release(unwanted);
    }
  }

  /** Looks under the lock. */
  <T> T look(Function<TaskLanes, T> look) {
    lock.lock();
    try {
      return look.apply(tasks);
    } finally {
      lock.unlock();
    }
  }

  /** As {@link #look}; when there is nothing, waits once for a change, at most so long. */
  <T> T lookOrWait(Function<TaskLanes, T> look, long patienceMs) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      T found = look.apply(tasks);
      if (found == null) {
        changed.await(patienceMs, TimeUnit.MILLISECONDS);
      }
      return found;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until no such task is begun and not settled; false when it takes too long. */
  boolean awaitNone(Predicate<PendingTask> which, Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    lock.lockInterruptibly();
    try {
      while (tasks.begun().stream().anyMatch(which)) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets those of these that were not begun; their claims go back. */
  void drop(Predicate<PendingTask> which) {
    change(
        (all, unwanted) -> {
          for (PendingTask task : all.notBegun().stream().filter(which).toList()) {
            unwanted.add(all.unclaim(task));
            all.remove(task);
          }
        });
  }

  /** Nothing begins until {@link #resume}; claims go back. */
  void pause() {
    change(
        (all, unwanted) -> {
          paused = true;
          all.notBegun().forEach(task -> unwanted.add(all.unclaim(task)));
        });
  }

  void resume() {
    change((all, unwanted) -> paused = false);
  }

  boolean isPaused() {
    return paused;
  }

  /** Nothing begins any more; what was not begun is forgotten, its claims go back. */
  void close() {
    closed = true;
    drop(task -> true);
  }

  boolean isClosed() {
    return closed;
  }
}
