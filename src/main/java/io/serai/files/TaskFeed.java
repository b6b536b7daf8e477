package io.serai.files;

import io.serai.ledger.Claim;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import java.util.function.LongSupplier;

/** Claims the tasks of a {@link TaskInbox} and hands them out one at a time. Thread-safe. */
final class TaskFeed {

  private static final long LOOK_MS = 100;

  private final TaskBoard board;
  private final TaskLedger ledger;
  private final Watermarks watermarks;
  private final ClaimPace pace;
  private final IntPredicate admits;
  private final LongSupplier clock;
  private final Executor ahead;
  private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
  private final AtomicLong looksForDue = new AtomicLong();
  private volatile boolean moreDue;

  /** The parameters are those of {@link TaskInbox}. */
  TaskFeed(
      TaskBoard board,
      TaskLedger ledger,
      Watermarks watermarks,
      int workers,
      IntPredicate admits,
      LongSupplier clock,
      Executor ahead) {
    this.board = board;
    this.ledger = ledger;
    this.watermarks = watermarks;
    this.pace = new ClaimPace(workers);
    this.admits = admits;
    this.clock = clock;
    this.ahead = ahead;
  }

  /** Something to do: one task to hand out, some to claim, both, or neither: more are due. */
  private record Find(PendingTask begun, List<PendingTask> wanted) {}

  /**
   * Tasks one after the other, until {@link #endStreams} or the end of the inbox.
   *
   * @param reader who reads it
   */
  Iterator<PendingTask> stream(String reader) {
    Stream stream = new Stream(reader);
    streams.add(stream);
    return stream;
  }

  /** That one's streams end; what they have handed out goes on. */
  void endStreams(String reader) {
    board.change((tasks, unwanted) -> streams.removeIf(stream -> stream.reader.equals(reader)));
  }

  private final class Stream implements Iterator<PendingTask> {

    private final String reader;

    Stream(String reader) {
      this.reader = reader;
    }

    @Override
    public boolean hasNext() {
      return !board.isClosed() && streams.contains(this);
    }

    /**
     * The next task that may begin; waits for one.
     *
     * @return null when the stream was ended, or the inbox closed, which an interrupted wait does
     */
    @Override
    public PendingTask next() {
      try {
        return take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        board.close();
        return null;
      }
    }

    private PendingTask take() throws InterruptedException {
      while (hasNext()) {
        Find find = board.lookOrWait(tasks -> hasNext() ? find(tasks) : null, LOOK_MS);
        if (find == null) {
          continue;
        }
        if (find.begun() != null) {
          claimAhead(find.wanted());
          return find.begun();
        }
        if (find.wanted().isEmpty()) {
          takeDue();
        } else {
          claim(find.wanted());
        }
      }
      return null;
    }
  }

  private Find find(TaskLanes tasks) {
    if (board.isClosed()
        || board.isPaused()
        || tasks.isFullOfUntold()
        || !admits.test(tasks.count(TaskStage.BEGUN))) {
      return null;
    }
    long now = clock.getAsLong();
    tasks.wake(now);
    PendingTask task = tasks.first(TaskStage.CLAIMED);
    if (task != null) {
      tasks.move(task, TaskStage.BEGUN);
      return new Find(task, runsOut(tasks) ? toClaim(tasks, pace.most(now)) : List.of());
    }
    List<PendingTask> wanted = toClaim(tasks, pace.most(now));
    return wanted.isEmpty() && !(moreDue && tasks.hasRoom()) ? null : new Find(null, wanted);
  }

  /** Whether it is time to claim more, so that nobody will have to wait for the ledger. */
  private boolean runsOut(TaskLanes tasks) {
    int half = pace.largest() / 2;
    return tasks.count(TaskStage.CLAIMED) < half
        && tasks.count(TaskStage.CLAIMING) == 0
        && tasks.count(TaskStage.UNCLAIMED) >= half;
  }

  private static List<PendingTask> toClaim(TaskLanes tasks, int most) {
    List<PendingTask> wanted = new ArrayList<>();
    while (wanted.size() < most && tasks.count(TaskStage.UNCLAIMED) > 0) {
      PendingTask task = tasks.first(TaskStage.UNCLAIMED);
      tasks.move(task, TaskStage.CLAIMING);
      wanted.add(task);
    }
    return wanted;
  }

  private void claimAhead(List<PendingTask> wanted) {
    if (!wanted.isEmpty()) {
      ahead.execute(() -> claim(wanted));
    }
  }

  private void claim(List<PendingTask> wanted) {
    TaskLedger.Answer answer = pace.ask(ledger, wanted, clock);
    board.change(
        (tasks, unwanted) -> wanted.forEach(task -> answered(tasks, task, answer, unwanted)));
  }

  private void answered(
      TaskLanes tasks, PendingTask task, TaskLedger.Answer answer, List<Claim> unwanted) {
    Claim claim = answer.claims().get(task.id());
    if (task.stage() != TaskStage.CLAIMING) {
      unwanted.add(claim);
      return;
    }
    if (claim != null) {
      unwanted.add(task.claimed(claim));
    }
    if (board.isPaused()) {
      unwanted.add(tasks.unclaim(task));
      tasks.ready(task);
    } else if (task.claim() != null) {
      tasks.ready(task);
    } else if (answer.finished().contains(task.id())) {
      tasks.remove(task);
      task.positions().forEach(watermarks::finished);
    } else {
      tasks.defer(task, clock.getAsLong() + ClaimPace.delay(answer.dueIn().get(task.id())));
    }
  }

  /** Takes tasks that are due in the ledger, such as replayed ones, as far as there is room. */
  void takeDue() {
    if (board.isClosed() || board.isPaused() || !board.look(TaskLanes::hasRoom)) {
      return;
    }
    int most = pace.largestDue();
    List<PendingTask> due = ledger.due(most);
    board.change(
        (tasks, unwanted) -> {
          int before = tasks.size();
          due.forEach(task -> adopt(tasks, task, unwanted));
          moreDue = due.size() == most && tasks.size() > before;
        });
    looksForDue.incrementAndGet();
  }

  /** How often all that was due, or as much as there was room for, was taken. */
  long looksForDue() {
    return looksForDue.get();
  }

  /** What is due in the ledger may wait here already. */
  private void adopt(TaskLanes tasks, PendingTask due, List<Claim> unwanted) {
    PendingTask known = tasks.find(due.id());
    if (board.isClosed() || board.isPaused() || known != null && known.stage().isBegun()) {
      unwanted.add(due.claim());
    } else if (known == null) {
      tasks.add(due);
    } else {
      unwanted.add(known.claimed(due.claim()));
      if (known.stage() == TaskStage.WAITING || known.stage() == TaskStage.UNCLAIMED) {
        tasks.ready(known);
      }
    }
  }
}
