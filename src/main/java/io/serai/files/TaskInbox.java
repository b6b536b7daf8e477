package io.serai.files;

import io.serai.files.TaskMessage.Position;
import io.serai.ops.Endless;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;

/**
 * The tasks that this process has taken from Kafka or the ledger and not finished. Tasks of one
 * source stand in a lane and go one after the other; different lanes go in parallel, as far as
 * whoever reads the stream can take them. A task that waits for its retry holds up its own lane
 * only. Thread-safe.
 */
public final class TaskInbox implements Endless {

  private final Watermarks watermarks = new Watermarks();
  private final TaskBoard board;
  private final TaskFeed feed;

  /**
   * @param ledger who says what may begin
   * @param workers how many tasks are worked on at once
   * @param admits whether one more may begin while so many are in flight
   * @param clock milliseconds that never go back
   * @param ahead claims tasks before the claimed ones run out
   */
  TaskInbox(
      TaskLedger ledger, int workers, IntPredicate admits, LongSupplier clock, Executor ahead) {
    this.board = new TaskBoard(ledger);
    this.feed = new TaskFeed(board, ledger, watermarks, workers, admits, clock, ahead);
  }

  Watermarks watermarks() {
    return watermarks;
  }

  /** Takes a task that was read from Kafka; never waits. */
  public void put(PendingTask task) {
    board.change(
        (tasks, unwanted) -> {
          PendingTask known = tasks.find(task.id());
          if (known != null) {
            known.positions().addAll(task.positions());
          } else if (!board.isClosed()) {
            tasks.add(task);
          }
        });
  }

  /** Takes tasks that are due in the ledger, such as replayed ones, as far as there is room. */
  public void takeDue() {
    feed.takeDue();
  }

  /** How often the ledger has answered what is due. */
  long looksForDue() {
    return feed.looksForDue();
  }

  /** Whether more tasks should be fetched. */
  boolean hasRoom() {
    return !isPaused() && board.look(TaskLanes::hasRoom);
  }

  /**
   * The tasks that may begin, one after the other, until the inbox is closed or the reader is told
   * to stop; the last may be null.
   *
   * @param reader id of the route that reads
   */
  public Iterator<PendingTask> stream(String reader) {
    return feed.stream(reader);
  }

  @Override
  public void endExchanges(String routeId) {
    feed.endStreams(routeId);
  }

  /** The task's effect is there: the next one of its source may begin, and a worker is free. */
  void worked(PendingTask task) {
    board.change(
        (tasks, unwanted) -> {
          if (task.stage() == TaskStage.BEGUN) {
            tasks.worked(task);
          }
        });
  }

  /** The fates of these are in the ledger and the processing log. */
  void written(List<Outcome> ends) {
    board.change(
        (tasks, unwanted) -> {
          for (Outcome end : ends) {
            if (end.task().stage() != null) {
              tasks.written(end.task());
            }
          }
        });
  }

  /** The task's fate is in the ledger and told to all: its record is done with. */
  void settled(PendingTask task) {
    board.change((tasks, unwanted) -> settle(tasks, task));
  }

  /** Kafka was told of these, by this process or another: their records are done with. */
  void told(List<Outcome> ends) {
    board.change(
        (tasks, unwanted) -> {
          for (Outcome end : ends) {
            PendingTask task = end.task() == null ? written(tasks, end.result()) : end.task();
            settle(tasks, task);
          }
        });
  }

  private void settle(TaskLanes tasks, PendingTask task) {
    if (task != null && task.stage() != null) {
      tasks.remove(task);
      task.positions().forEach(watermarks::finished);
    }
  }

  /** The task that came to this end in this process, or null. */
  private static PendingTask written(TaskLanes tasks, FileResult end) {
    PendingTask task = tasks.find(end.task());
    boolean same =
        task != null
            && task.stage() == TaskStage.WRITTEN
            && task.claim() != null
            && task.claim().fence() == end.fence();
    return same ? task : null;
  }

  /**
   * The task was begun and is not done, or its lease was lost: the ledger is asked who has it, and
   * when it may be tried again. It goes before the others of its lane, unless one of those has
   * begun already.
   */
  void retry(PendingTask task) {
    board.change(
        (tasks, unwanted) -> {
          if (task.stage() == null || !task.stage().isBegun()) {
            return;
          }
          task.claimed(null);
          if (board.isClosed()) {
            tasks.remove(task);
          } else {
            tasks.putBack(task);
          }
        });
  }

  /** Forgets what has not been begun of these partitions; its claims go back. */
  void giveUp(Collection<TopicPartition> partitions) {
    board.drop(task -> !task.positions().isEmpty() && places(task).allMatch(partitions::contains));
  }

  private static Stream<TopicPartition> places(PendingTask task) {
    return task.positions().stream().map(Position::topicPartition);
  }

  /**
   * Waits until all of these partitions that was begun is finished, at most so long; what has to be
   * tried again is left to whoever gets them.
   */
  void awaitFinished(Collection<TopicPartition> partitions, Duration patience) {
    try {
      board.awaitNone(task -> places(task).anyMatch(partitions::contains), patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    giveUp(partitions);
  }

  /** Waits until the end of all that was begun is in the database, at most so long. */
  boolean awaitWritten(Duration patience) throws InterruptedException {
    return board.awaitNone(task -> task.stage() != TaskStage.WRITTEN, patience);
  }

  /** Waits until nothing is in flight or still to be told, at most so long. */
  boolean awaitIdle(Duration patience) throws InterruptedException {
    return board.awaitNone(task -> true, patience);
  }

  /** Begins nothing new until {@link #resume}; others may claim what waits here. */
  void pause() {
    board.pause();
  }

  /** Ends a pause. */
  void resume() {
    board.resume();
  }

  boolean isPaused() {
    return board.isPaused() || board.isClosed();
  }

  boolean isClosed() {
    return board.isClosed();
  }

  /** Ends the stream; what was not begun goes back to the ledger, what is untold to others. */
  public void close() {
    board.close();
    board.change((tasks, unwanted) -> tasks.written().forEach(tasks::remove));
  }

  /** How many are written and not told. */
  int untold() {
    return board.look(tasks -> tasks.count(TaskStage.WRITTEN));
  }

  /** How many tasks are worked on now. */
  int inFlight() {
    return board.look(tasks -> tasks.count(TaskStage.BEGUN));
  }

  /** How many tasks this process has taken and not settled. */
  int size() {
    return board.look(TaskLanes::size);
  }
}
