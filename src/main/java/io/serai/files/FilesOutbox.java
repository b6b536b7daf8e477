package io.serai.files;

import io.serai.ops.Causes;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends of tasks that are in the database and of which Kafka has yet to be told, in their order.
 * Whoever adds to it never waits; what is in it when the process ends is told by another, from the
 * processing log. Thread-safe, for one reader at a time.
 */
public final class FilesOutbox {

  private static final Logger LOG = LoggerFactory.getLogger(FilesOutbox.class);
  private static final int LARGEST_BATCH = 500;
  private static final long FIRST_PAUSE_MS = 200;
  private static final long LONGEST_PAUSE_MS = 5_000;
  private static final long LOOK_MS = 1_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<Entry> waiting = new ArrayDeque<>();
  private final Deque<Entry> underWay = new ArrayDeque<>();
  private final LongSupplier clock;
  private long pause;
  private long notBefore;
  private volatile boolean closed;

  private record Entry(Outcome end, long since) {}

  /**
   * @param clock milliseconds that never go back
   */
  FilesOutbox(LongSupplier clock) {
    this.clock = clock;
  }

  /** Takes ends that were written; they are told in this order. */
  public void put(List<Outcome> ends) {
    if (ends.isEmpty()) {
      return;
    }
    long now = clock.getAsLong();
    lock.lock();
    try {
      ends.forEach(end -> waiting.add(new Entry(end, now)));
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * What is to be told next, some ends at a time; waits a little for some. Asking for more says
   * that what came before was told, unless {@link #later} took it back.
   *
   * @return nothing when there is nothing, or the outbox is closed
   */
  public List<Outcome> next() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (!underWay.isEmpty()) {
        pause = 0;
        underWay.clear();
      }
      long wait = pauseLeft();
      if (wait > 0 && !closed) {
        changed.await(wait, TimeUnit.MILLISECONDS);
      }
      return pauseLeft() > 0 ? List.of() : take();
    } finally {
      lock.unlock();
    }
  }

  private long pauseLeft() {
    if (waiting.isEmpty()) {
      return LOOK_MS;
    }
    return pause == 0 ? 0 : Math.min(LOOK_MS, notBefore - clock.getAsLong());
  }

  private List<Outcome> take() {
    List<Outcome> ends = new ArrayList<>(Math.min(LARGEST_BATCH, waiting.size()));
    while (ends.size() < LARGEST_BATCH && !waiting.isEmpty()) {
      Entry entry = waiting.remove();
      underWay.add(entry);
      ends.add(entry.end());
    }
    return ends;
  }

  /** What was handed out last could not be told: it is the next again, after a pause. */
  public void later(Throwable thrown) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      pause = Math.min(LONGEST_PAUSE_MS, pause == 0 ? FIRST_PAUSE_MS : 2 * pause);
      notBefore = clock.getAsLong() + pause;
      LOG.warn(
          "Kafka could not be told of {} files yet, {} more wait; trying again in {} ms: {}",
          underWay.size(),
          waiting.size(),
          pause,
          Causes.rootMessage(thrown));
      while (!underWay.isEmpty()) {
        waiting.addFirst(underWay.removeLast());
      }
    } finally {
      lock.unlock();
    }
  }

  /** All that is still to be told, when the oldest of it has waited so long; else nothing. */
  List<FileResult> stuck(Duration age) {
    lock.lock();
    try {
      Entry oldest = underWay.isEmpty() ? waiting.peek() : underWay.peek();
      if (oldest == null || clock.getAsLong() - oldest.since() < age.toMillis()) {
        return List.of();
      }
      List<FileResult> results = new ArrayList<>(underWay.size() + waiting.size());
      underWay.forEach(entry -> results.add(entry.end().result()));
      waiting.forEach(entry -> results.add(entry.end().result()));
      return results;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Hands out nothing any more.
   *
   * @return how many ends are left to others
   */
  int close() {
    lock.lock();
    try {
      closed = true;
      int left = underWay.size() + waiting.size();
      waiting.clear();
      changed.signalAll();
      return left;
    } finally {
      lock.unlock();
    }
  }
}
