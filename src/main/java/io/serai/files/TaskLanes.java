package io.serai.files;

import io.serai.ledger.Claim;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where every task of the {@link TaskInbox} stands. A task is in exactly one stage; in its lane it
 * stands from when it comes until it is worked, and only the first of a lane gets beyond {@link
 * TaskStage#BEHIND}. Nothing here depends on how many tasks there are, or on its logarithm at the
 * most. Guarded by the inbox's lock.
 */
final class TaskLanes {

  /** Tasks that could begin, or have begun; beyond that no more are fetched. */
  private static final int CAPACITY = 1_000;

  /** Tasks of which Kafka has yet to be told; beyond that no more begin. */
  private static final int MOST_UNTOLD = 10_000;

  /** Tasks, those included that wait, stand behind others or are written. */
  private static final int MOST_TASKS = 20_000;

  /** Text of messages: ordinary ones have some 300 characters, hostile ones a million. */
  private static final long MOST_CHARACTERS =
      Math.max(4L << 20, Runtime.getRuntime().maxMemory() / 32);

  private static final Comparator<PendingTask> BY_TIME =
      Comparator.<PendingTask>comparingLong(PendingTask::notBefore)
          .thenComparingLong(PendingTask::number);

  private final Map<String, PendingTask> byId = new LinkedHashMap<>();
  private final Map<String, Set<PendingTask>> lanes = new HashMap<>();
  private final NavigableSet<PendingTask> waiting = new TreeSet<>(BY_TIME);
  private final Map<TaskStage, Set<PendingTask>> stages = new EnumMap<>(TaskStage.class);
  private long numbers;
  private long characters;

  TaskLanes() {
    for (TaskStage stage : TaskStage.values()) {
      stages.put(stage, stage == TaskStage.WAITING ? waiting : new LinkedHashSet<>());
    }
  }

  PendingTask find(String id) {
    return byId.get(id);
  }

  /** Those that were not begun, as they came. */
  List<PendingTask> notBegun() {
    return byId.values().stream().filter(task -> !task.stage().isBegun()).toList();
  }

  int size() {
    return byId.size();
  }

  /** Whether more tasks should be fetched. */
  boolean hasRoom() {
    int held = count(TaskStage.BEHIND) + count(TaskStage.WAITING) + count(TaskStage.WRITTEN);
    return size() - held < CAPACITY && size() < MOST_TASKS && characters < MOST_CHARACTERS;
  }

  /** Whether so much is to be told that no more should begin. */
  boolean isFullOfUntold() {
    return count(TaskStage.WRITTEN) >= MOST_UNTOLD;
  }

  int count(TaskStage stage) {
    return stages.get(stage).size();
  }

  /** The one that is longest in this stage, or null. */
  PendingTask first(TaskStage stage) {
    Set<PendingTask> tasks = stages.get(stage);
    return tasks.isEmpty() ? null : tasks.iterator().next();
  }

  /** Those that were begun and are not settled. */
  List<PendingTask> begun() {
    List<PendingTask> tasks = new ArrayList<>(stages.get(TaskStage.BEGUN));
    tasks.addAll(stages.get(TaskStage.WORKED));
    tasks.addAll(stages.get(TaskStage.WRITTEN));
    return tasks;
  }

  /** Those whose end is written. */
  List<PendingTask> written() {
    return List.copyOf(stages.get(TaskStage.WRITTEN));
  }

  /** A new task goes to the end of its lane. */
  void add(PendingTask task) {
    byId.put(task.id(), task);
    characters += task.message().length();
    task.number(numbers++);
    enter(task);
  }

  private void enter(PendingTask task) {
    Set<PendingTask> lane = lanes.computeIfAbsent(task.lane(), l -> new LinkedHashSet<>(2));
    lane.add(task);
    move(task, TaskStage.BEHIND);
    if (lane.size() == 1) {
      ready(task);
    }
  }

  /** The first of a lane may go on: to be claimed, or to begin when it is. */
  void ready(PendingTask task) {
    move(task, task.claim() == null ? TaskStage.UNCLAIMED : TaskStage.CLAIMED);
  }

  /** Takes the claim of one that was not begun, and returns it, or null. */
  Claim unclaim(PendingTask task) {
    Claim claim = task.claimed(null);
    if (task.stage() == TaskStage.CLAIMED) {
      ready(task);
    }
    return claim;
  }

  /** The first of a lane waits. */
  void defer(PendingTask task, long notBefore) {
    move(task, TaskStage.BEHIND);
    task.notBefore(notBefore);
    move(task, TaskStage.WAITING);
  }

  /** Those whose time has come wait no more. */
  void wake(long now) {
    while (!waiting.isEmpty() && waiting.first().notBefore() <= now) {
      ready(waiting.first());
    }
  }

  /** Keeps its place in its lane. */
  void move(PendingTask task, TaskStage to) {
    if (task.stage() != null) {
      stages.get(task.stage()).remove(task);
    }
    task.stage(to);
    if (to != null) {
      stages.get(to).add(task);
    }
  }

  /** Leaves its lane to the next. */
  void worked(PendingTask task) {
    leaveLane(task);
    move(task, TaskStage.WORKED);
  }

  /** Its end is in the database. */
  void written(PendingTask task) {
    leaveLane(task);
    move(task, TaskStage.WRITTEN);
  }

  /** One that was begun is not done: it is the first of its lane again, or else the last. */
  void putBack(PendingTask task) {
    if (task.stage() != TaskStage.BEGUN) {
      enter(task);
    } else {
      ready(task);
    }
  }

  void remove(PendingTask task) {
    byId.remove(task.id());
    characters -= task.message().length();
    leaveLane(task);
    move(task, null);
  }

  private void leaveLane(PendingTask task) {
    Set<PendingTask> lane = lanes.get(task.lane());
    if (lane == null || !lane.remove(task)) {
      return;
    }
    if (lane.isEmpty()) {
      lanes.remove(task.lane());
      return;
    }
    PendingTask next = lane.iterator().next();
    if (next.stage() == TaskStage.BEHIND) {
      ready(next);
    }
  }
}
