package io.serai.files;

import io.serai.files.TaskMessage.Position;
import io.serai.ledger.Claim;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.common.TopicPartition;

/**
 * The tasks that this process has taken from Kafka or the ledger and not finished. Tasks of one
 * source stand in a lane and go one after the other; different lanes go in parallel, as far as
 * whoever reads the stream can take them. A task that waits for its retry holds up its own lane
 * only. Thread-safe.
 */
public final class TaskInbox implements Iterator<PendingTask> {

  private static final int CAPACITY = 1_000;
  private static final int MOST_WAITING = 20_000;
  private static final int SMALLEST_CLAIM = 16;
  private static final long LOOK_MS = 100;
  private static final long STUCK_CLAIM_MS = 1_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, Deque<PendingTask>> lanes = new HashMap<>();
  private final Map<String, PendingTask> byId = new HashMap<>();
  private final Deque<PendingTask> unclaimed = new ArrayDeque<>();
  private final Deque<PendingTask> claimed = new ArrayDeque<>();
  private final Queue<PendingTask> waiting =
      new PriorityQueue<>(Comparator.comparingLong(PendingTask::notBefore));
  private final Watermarks watermarks = new Watermarks();
  private final TaskClaims claims;
  private final int claimSize;
  private final IntPredicate admits;
  private final LongSupplier clock;
  private int inFlight;
  private boolean paused;
  private boolean closed;

  /**
   * @param claims the ledger's side
   * @param workers how many tasks are worked on at once
   * @param admits whether one more may begin while so many are in flight
   * @param clock milliseconds
   */
  TaskInbox(TaskClaims claims, int workers, IntPredicate admits, LongSupplier clock) {
    this.claims = claims;
    this.claimSize = Math.max(SMALLEST_CLAIM, workers);
    this.admits = admits;
    this.clock = clock;
  }

  Watermarks watermarks() {
    return watermarks;
  }

  /** Takes a task that was read from Kafka; never waits. */
  public void put(PendingTask task) {
    lock.lock();
    try {
      PendingTask known = byId.get(task.id());
      if (known == null) {
        add(task);
      } else {
        known.positions().addAll(task.positions());
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes tasks that are due in the ledger, such as replayed ones, as far as there is room. */
  public void takeDue() {
    if (!hasRoom()) {
      return;
    }
    List<Claim> unwanted = new ArrayList<>();
    for (PendingTask due : claims.due(claimSize)) {
      lock.lock();
      try {
        if (!adopt(due)) {
          unwanted.add(due.claim());
        }
        changed.signalAll();
      } finally {
        lock.unlock();
      }
    }
    claims.release(unwanted);
  }

  /** What is due in the ledger may wait here already. */
  private boolean adopt(PendingTask due) {
    PendingTask known = byId.get(due.id());
    if (closed || paused || known != null && known.isHandedOut()) {
      return false;
    }
    if (known == null) {
      add(due);
    } else {
      known.claimed(due.claim());
      if (waiting.remove(known)) {
        unclaimed.add(known);
      }
    }
    return true;
  }

  private void add(PendingTask task) {
    byId.put(task.id(), task);
    Deque<PendingTask> lane = lanes.computeIfAbsent(task.lane(), l -> new ArrayDeque<>(2));
    lane.add(task);
    if (lane.size() == 1) {
      unclaimed.add(task);
    }
  }

  /** Whether more tasks should be fetched. */
  boolean hasRoom() {
    lock.lock();
    try {
      return !paused
          && !closed
          && byId.size() - waiting.size() < CAPACITY
          && waiting.size() < MOST_WAITING;
    } finally {
      lock.unlock();
    }
  }

  /** The tasks that may begin, one after the other, until the inbox is closed. */
  public Iterator<PendingTask> stream() {
    return this;
  }

  @Override
  public boolean hasNext() {
    lock.lock();
    try {
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The next task that may begin; waits for one.
   *
   * @return null when the inbox was closed
   */
  @Override
  public PendingTask next() {
    try {
      while (true) {
        List<PendingTask> wanted;
        lock.lockInterruptibly();
        try {
          PendingTask task = handOut();
          if (task != null || closed) {
            return task;
          }
          wanted = toClaim();
          if (wanted.isEmpty()) {
            changed.await(LOOK_MS, TimeUnit.MILLISECONDS);
            continue;
          }
        } finally {
          lock.unlock();
        }
        claim(wanted);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      return null;
    }
  }

  private PendingTask handOut() {
    if (closed || paused || claimed.isEmpty() || !admits.test(inFlight)) {
      return null;
    }
    PendingTask task = claimed.poll();
    task.handOut();
    inFlight++;
    return task;
  }

  private List<PendingTask> toClaim() {
    long now = clock.getAsLong();
    while (!waiting.isEmpty() && waiting.peek().notBefore() <= now) {
      unclaimed.add(waiting.poll());
    }
    if (closed || paused || !admits.test(inFlight)) {
      return List.of();
    }
    List<PendingTask> wanted = new ArrayList<>();
    while (wanted.size() < claimSize && !unclaimed.isEmpty()) {
      PendingTask task = unclaimed.poll();
      if (task.claim() != null) {
        claimed.add(task);
        changed.signalAll();
      } else {
        wanted.add(task);
      }
    }
    return wanted;
  }

  /** Asks the ledger without holding up those that bring tasks or finish them. */
  private void claim(List<PendingTask> wanted) throws InterruptedException {
    TaskClaims.Answer answer = claims.claim(wanted);
    List<PendingTask> settled = new ArrayList<>();
    List<Claim> unwanted = new ArrayList<>();
    lock.lock();
    try {
      long now = clock.getAsLong();
      for (PendingTask task : wanted) {
        Claim claim = answer.claims().get(task.id());
        boolean gone = byId.get(task.id()) != task;
        if (gone || closed) {
          if (claim != null) {
            unwanted.add(claim);
          }
        } else if (claim != null || task.claim() != null) {
          task.claimed(claim == null ? task.claim() : claim);
          claimed.add(task);
        } else if (answer.finished().contains(task.id())) {
          settled.add(task);
        } else {
          Duration due = answer.dueIn().get(task.id());
          task.takeBack(now + (due == null ? STUCK_CLAIM_MS : due.toMillis() + 1));
          waiting.add(task);
        }
      }
      settled.forEach(this::leave);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    claims.release(unwanted);
  }

  /** The task's effect is there: the next one of its source may begin, and a worker is free. */
  void worked(PendingTask task) {
    lock.lock();
    try {
      leaveLane(task);
      inFlight--;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The task's fate is in the ledger and told to all: its record is done with. */
  void settled(PendingTask task) {
    lock.lock();
    try {
      leave(task);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The task was begun and is not done: it waits at the head of its lane until it is due again. */
  void retry(PendingTask task) {
    lock.lock();
    try {
      inFlight--;
      if (closed) {
        leave(task, false);
      } else {
        task.takeBack(clock.getAsLong());
        waiting.add(task);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The task was worked on, but its lease was lost: the ledger is asked who does it now. */
  void again(PendingTask task) {
    lock.lock();
    try {
      byId.remove(task.id(), task);
      task.takeBack(clock.getAsLong());
      add(task);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void leave(PendingTask task) {
    leave(task, true);
  }

  private void leave(PendingTask task, boolean finished) {
    byId.remove(task.id(), task);
    leaveLane(task);
    if (finished) {
      for (Position position : task.positions()) {
        watermarks.finished(position);
      }
    }
  }

  private void leaveLane(PendingTask task) {
    Deque<PendingTask> lane = lanes.get(task.lane());
    boolean first = lane != null && lane.peek() == task;
    if (lane == null || !lane.remove(task)) {
      return;
    }
    if (lane.isEmpty()) {
      lanes.remove(task.lane());
    } else if (first) {
      unclaimed.add(lane.peek());
    }
  }

  /** Forgets what has not been begun of these partitions; its claims go back. */
  void giveUp(Collection<TopicPartition> partitions) {
    Set<TopicPartition> gone = new HashSet<>(partitions);
    giveBack(
        task ->
            !task.positions().isEmpty()
                && task.positions().stream()
                    .allMatch(p -> gone.contains(new TopicPartition(p.topic(), p.partition()))));
  }

  private void giveBack(Predicate<PendingTask> which) {
    List<Claim> unwanted = new ArrayList<>();
    lock.lock();
    try {
      List<PendingTask> dropped =
          byId.values().stream().filter(t -> !t.isHandedOut()).filter(which).toList();
      for (PendingTask task : dropped) {
        if (task.claim() != null) {
          unwanted.add(task.claim());
        }
        claimed.remove(task);
        waiting.remove(task);
        unclaimed.remove(task);
        leave(task, false);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    claims.release(unwanted);
  }

  /** Waits until all of these partitions that was begun is finished, at most so long. */
  void awaitFinished(Collection<TopicPartition> partitions, Duration patience) {
    long deadline = System.nanoTime() + patience.toNanos();
    lock.lock();
    try {
      while (isBusyWith(partitions) && System.nanoTime() < deadline) {
        changed.await(LOOK_MS, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private boolean isBusyWith(Collection<TopicPartition> partitions) {
    return byId.values().stream()
        .filter(PendingTask::isHandedOut)
        .flatMap(task -> task.positions().stream())
        .anyMatch(p -> partitions.contains(new TopicPartition(p.topic(), p.partition())));
  }

  /** Begins nothing new until {@link #resume}. */
  void pause() {
    hold(true);
    List<Claim> unwanted = new ArrayList<>();
    lock.lock();
    try {
      for (PendingTask task : claimed) {
        unwanted.add(task.claim());
        task.takeBack(clock.getAsLong());
        unclaimed.add(task);
      }
      claimed.clear();
    } finally {
      lock.unlock();
    }
    claims.release(unwanted);
  }

  /** Ends a pause. */
  void resume() {
    hold(false);
  }

  private void hold(boolean value) {
    lock.lock();
    try {
      paused = value;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isPaused() {
    lock.lock();
    try {
      return paused || closed;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until nothing is in flight or still to be told, at most so long. */
  boolean awaitIdle(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    lock.lock();
    try {
      while (byId.values().stream().anyMatch(PendingTask::isHandedOut)) {
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        changed.awaitNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(LOOK_MS)));
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the stream; what was not begun goes back to the ledger. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    giveBack(task -> true);
  }

  /** How many tasks are worked on now. */
  int inFlight() {
    lock.lock();
    try {
      return inFlight;
    } finally {
      lock.unlock();
    }
  }

  /** How many tasks this process has taken and not settled. */
  int size() {
    lock.lock();
    try {
      return byId.size();
    } finally {
      lock.unlock();
    }
  }
}
