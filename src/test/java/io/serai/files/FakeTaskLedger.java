package io.serai.files;

import io.serai.ledger.Claim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** A ledger in memory that knows what it was asked and which claims its heartbeat would extend. */
final class FakeTaskLedger implements TaskLedger {

  private static final String LINE = "files";

  private enum State {
    READY,
    CLAIMED,
    FINISHED
  }

  private static final class Item {
    private State state = State.READY;
    private long fence;
    private long runAt;
    private int completions;
    private PendingTask task;
  }

  private final LongSupplier clock;
  private final Map<String, Item> items = new LinkedHashMap<>();
  private final Set<Claim> held = new HashSet<>();
  private final Set<String> poison = new HashSet<>();
  private final List<Integer> asked = new ArrayList<>();
  private Runnable duringClaim = () -> {};
  private boolean away;

  FakeTaskLedger(LongSupplier clock) {
    this.clock = clock;
  }

  @Override
  public Answer claim(Collection<PendingTask> tasks) {
    Answer answer = answer(tasks);
    duringClaim.run();
    return answer;
  }

  private synchronized Answer answer(Collection<PendingTask> tasks) {
    asked.add(tasks.size());
    if (away || tasks.stream().anyMatch(task -> poison.contains(task.id()))) {
      throw new IllegalStateException("away");
    }
    Map<String, Claim> claims = new HashMap<>();
    Set<String> finished = new HashSet<>();
    Map<String, Duration> dueIn = new HashMap<>();
    for (PendingTask task : tasks) {
      Item item = item(task.id());
      item.task = item.task == null ? copy(task) : item.task;
      long wait = item.runAt - clock.getAsLong();
      if (item.state == State.FINISHED) {
        finished.add(task.id());
      } else if (item.state == State.READY && wait <= 0) {
        claims.put(task.id(), take(task.id(), item));
      } else if (item.state == State.READY) {
        dueIn.put(task.id(), Duration.ofMillis(wait));
      }
    }
    return new Answer(claims, finished, dueIn);
  }

  private static PendingTask copy(PendingTask task) {
    return new PendingTask(task.id(), task.task(), task.fault(), task.message(), task.etag());
  }

  private Item item(String id) {
    return items.computeIfAbsent(id, i -> new Item());
  }

  private Claim take(String id, Item item) {
    item.state = State.CLAIMED;
    Claim claim = new Claim(LINE, id, ++item.fence, 0);
    held.add(claim);
    return claim;
  }

  @Override
  public synchronized List<PendingTask> due(int most) {
    List<PendingTask> due = new ArrayList<>();
    for (Map.Entry<String, Item> entry : items.entrySet()) {
      Item item = entry.getValue();
      if (due.size() < most && item.state == State.READY && item.runAt <= clock.getAsLong()) {
        PendingTask task = copy(item.task);
        task.claimed(take(entry.getKey(), item));
        due.add(task);
      }
    }
    return due;
  }

  @Override
  public synchronized void release(Collection<Claim> claims) {
    claims.forEach(claim -> putBack(claim, 0));
  }

  /** What the line's writer does with a success: true when the lease still ran. */
  synchronized boolean complete(Claim claim) {
    held.remove(claim);
    Item item = items.get(claim.key());
    boolean mine = item.state == State.CLAIMED && item.fence == claim.fence();
    if (mine) {
      item.state = State.FINISHED;
      item.completions++;
    }
    return mine;
  }

  /** What the writer does with a failure. */
  synchronized void fail(Claim claim, long delay) {
    putBack(claim, delay);
  }

  private void putBack(Claim claim, long delay) {
    held.remove(claim);
    Item item = items.get(claim.key());
    if (item.state == State.CLAIMED && item.fence == claim.fence()) {
      item.state = State.READY;
      item.runAt = clock.getAsLong() + delay;
    }
  }

  /** The lease ended, and the reaper put it back. */
  synchronized void reap(String id) {
    Item item = items.get(id);
    if (item.state == State.CLAIMED) {
      item.state = State.READY;
      item.runAt = clock.getAsLong();
    }
  }

  /** Another process has it. */
  synchronized void steal(String id) {
    Item item = item(id);
    item.state = State.CLAIMED;
    item.fence++;
  }

  /** Another process has done it. */
  synchronized void finish(String id) {
    item(id).state = State.FINISHED;
  }

  /** An operator put it there, as replay does. */
  synchronized void replay(PendingTask task) {
    Item item = item(task.id());
    item.task = copy(task);
    item.state = State.READY;
    item.runAt = clock.getAsLong();
  }

  synchronized void setAway(boolean value) {
    away = value;
  }

  synchronized void poison(String id) {
    poison.add(id);
  }

  void duringClaim(Runnable action) {
    duringClaim = action;
  }

  /** Sizes of the questions so far. */
  synchronized List<Integer> asked() {
    return List.copyOf(asked);
  }

  /** Keys of the claims whose leases are extended. */
  synchronized List<String> held() {
    return held.stream().map(Claim::key).sorted().toList();
  }

  /** Keys of those that were not completed exactly once. */
  synchronized Set<String> notCompletedOnce() {
    return items.entrySet().stream()
        .filter(entry -> entry.getValue().completions != 1)
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}
