package io.serai.files;

import io.serai.files.TaskLedger.Answer;
import io.serai.ops.Causes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many tasks the ledger is asked for at once, and when. While it cannot be asked it is tried at
 * growing intervals with one task at a time, so that one that it cannot take does not keep the
 * others out. Thread-safe.
 */
final class ClaimPace {

  private static final Logger LOG = LoggerFactory.getLogger(ClaimPace.class);
  private static final Answer NONE = new Answer(Map.of(), Set.of(), Map.of());

  /** Records are this process's anyway: as many that a claim costs little for each. */
  private static final int SMALLEST_CLAIM = 64;

  /** What is due may be begun by others meanwhile. */
  private static final int SMALLEST_DUE = 16;

  private static final long FIRST_PAUSE_MS = 200;
  private static final long LONGEST_PAUSE_MS = 5_000;

  /** A task that somebody else has is asked for again so much later. */
  private static final long FOREIGN_MS = 1_000;

  /** One that is due, and could not be had, was locked at that moment. */
  private static final long LOCKED_MS = 20;

  private final int largest;
  private final int largestDue;
  private long pause;
  private long notBefore = Long.MIN_VALUE;

  ClaimPace(int workers) {
    this.largest = Math.max(SMALLEST_CLAIM, workers);
    this.largestDue = Math.max(SMALLEST_DUE, workers);
  }

  int largest() {
    return largest;
  }

  /** How many tasks are taken at once that no record brings. */
  int largestDue() {
    return largestDue;
  }

  /** For how many tasks the ledger may be asked now. */
  synchronized int most(long now) {
    if (now < notBefore) {
      return 0;
    }
    return pause == 0 ? largest : 1;
  }

  /** What the ledger says; nothing at all when it cannot be asked. */
  Answer ask(TaskLedger ledger, List<PendingTask> wanted, LongSupplier clock) {
    try {
      Answer answer = ledger.claim(wanted);
      succeeded();
      return answer;
    } catch (RuntimeException e) {
      LOG.warn(
          "{} tasks, {} first, could not be claimed; trying again in {} ms: {}",
          wanted.size(),
          wanted.get(0).id(),
          failed(clock.getAsLong()),
          Causes.rootMessage(e));
      return NONE;
    }
  }

  private synchronized void succeeded() {
    pause = 0;
    notBefore = Long.MIN_VALUE;
  }

  private synchronized long failed(long now) {
    pause = Math.min(LONGEST_PAUSE_MS, pause == 0 ? FIRST_PAUSE_MS : 2 * pause);
    notBefore = now + pause;
    return pause;
  }

  /**
   * When to ask again for a task that was not had, in milliseconds.
   *
   * @param dueIn what the ledger says, or null
   */
  static long delay(Duration dueIn) {
    if (dueIn == null) {
      return FOREIGN_MS;
    }
    return dueIn.isZero() ? LOCKED_MS : dueIn.toMillis() + 1;
  }
}
