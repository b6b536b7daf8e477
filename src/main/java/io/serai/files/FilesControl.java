package io.serai.files;

import io.serai.ops.Line;
import io.serai.ops.LineStatus;
import io.serai.ops.Reading;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** The files line as its operators see it. Thread-safe. */
public final class FilesControl implements Line {

  private static final Duration COMMIT_PATIENCE = Duration.ofSeconds(2);
  private static final Duration TELL_PATIENCE = Duration.ofSeconds(2);

  private final TaskInbox inbox;
  private final FilesProgress progress;
  private final StoreGate gate;
  private final Supplier<String> breakerState;
  private final Reading<ResultCounts> counts;
  private final Reading<Long> backlog;
  private long lastPending;
  private long movedAt = System.nanoTime();

  FilesControl(
      FileResultTable results,
      Supplier<Long> waiting,
      TaskInbox inbox,
      FilesProgress progress,
      StoreGate gate,
      Supplier<String> breakerState) {
    this.inbox = inbox;
    this.progress = progress;
    this.gate = gate;
    this.breakerState = breakerState;
    this.counts = Reading.costly("serai-files-counts", results::counts);
    this.backlog = Reading.costly("serai-files-backlog", waiting::get);
  }

  @Override
  public String name() {
    return FilesLine.NAME;
  }

  @Override
  public LineStatus status() {
    Reading.Sample<ResultCounts> log = counts.get();
    Reading.Sample<Long> waiting = backlog.get();
    ResultCounts read = log.value();
    FilesProgress.Counts done = progress.counts();
    long pending = waiting.value() == null ? LineStatus.UNKNOWN : waiting.value();
    boolean counted = read != null && waiting.value() != null;
    String fault = gate.fault();
    return new LineStatus(
        !inbox.isPaused() && fault == null,
        pending,
        read == null ? LineStatus.UNKNOWN : read.failed(),
        read == null ? LineStatus.UNKNOWN : read.success(),
        counted ? read.success() + read.failed() + pending : LineStatus.UNKNOWN,
        done.succeeded() + done.dead(),
        idle(pending),
        fault,
        inbox.isPaused(),
        log.stale() == null ? waiting.stale() : log.stale(),
        List.of(
            "circuit breaker of the object storage: " + breakerState.get(),
            "%d files in flight, %d tasks taken, %d ends to be told"
                .formatted(inbox.inFlight(), inbox.size(), inbox.untold())));
  }

  /** Other workers of the group move the backlog, too: who has no partition has not stood still. */
  private synchronized Duration idle(long pending) {
    if (pending != lastPending) {
      lastPending = pending;
      movedAt = System.nanoTime();
    }
    Duration still = Duration.ofNanos(System.nanoTime() - movedAt);
    return still.compareTo(progress.idle()) < 0 ? still : progress.idle();
  }

  @Override
  public void pause() {
    inbox.pause();
  }

  @Override
  public void resume() {
    gate.tryNow();
    inbox.resume();
  }

  @Override
  public void beginDrain() {
    inbox.pause();
  }

  /** While the consumer still polls, offsets can be committed even in the middle of a rebalance. */
  @Override
  public void drain(Duration patience) throws InterruptedException {
    beginDrain();
    long deadline = System.nanoTime() + patience.toNanos();
    if (inbox.awaitWritten(patience) && awaitTold(deadline)) {
      inbox.watermarks().awaitCommitted(left(deadline, COMMIT_PATIENCE));
    }
  }

  /** Only as long as Kafka takes something: what is untold is told by others. */
  private boolean awaitTold(long deadline) throws InterruptedException {
    int before = inbox.untold();
    while (!inbox.awaitIdle(left(deadline, TELL_PATIENCE))) {
      int untold = inbox.untold();
      if (untold >= before || System.nanoTime() - deadline >= 0) {
        return false;
      }
      before = untold;
    }
    return true;
  }

  private static Duration left(long deadline, Duration most) {
    Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    return left.compareTo(most) < 0 ? left : most;
  }
}
