package io.serai.files;

import io.serai.ledger.Claim;
import io.serai.ledger.ErrorClass;
import io.serai.ledger.Failure;
import io.serai.ledger.ItemState;
import io.serai.ledger.Ledger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Writes how tasks ended: the ledger's word and the processing log, in one transaction. What the
 * log says is then told to Kafka; if the process dies in between, whoever looks next tells it.
 * Thread-safe.
 */
public final class FilesWriter {

  private static final Logger LOG = LoggerFactory.getLogger(FilesWriter.class);
  private static final Duration UNTOLD_AFTER = Duration.ofSeconds(30);
  private static final Duration STUCK_AFTER = Duration.ofSeconds(10);
  private static final int MOST_UNTOLD = 100;

  private final FileResultTable table;
  private final Ledger ledger;
  private final TaskInbox inbox;
  private final FilesOutbox outbox;
  private final FilesProgress progress;
  private final FileLog log;
  private final FileResults results;
  private final LostFiles lost;
  private final TransactionTemplate transaction;

  FilesWriter(
      FileResultTable table,
      Ledger ledger,
      TaskInbox inbox,
      FilesOutbox outbox,
      FilesProgress progress,
      FileLog log,
      FileResults results,
      LostFiles lost,
      TransactionTemplate transaction) {
    this.table = table;
    this.ledger = ledger;
    this.inbox = inbox;
    this.outbox = outbox;
    this.progress = progress;
    this.log = log;
    this.results = results;
    this.lost = lost;
    this.transaction = transaction;
  }

  /**
   * Writes successes; a task whose lease was lost is left to whoever has it now.
   *
   * @return what is to be told
   */
  public List<Outcome> write(List<Outcome> outcomes) {
    List<Outcome> written = transaction.execute(status -> writeTogether(outcomes));
    if (written.size() < outcomes.size()) {
      outcomes.stream().filter(outcome -> !written.contains(outcome)).forEach(this::lost);
    }
    inbox.written(written);
    for (Outcome outcome : written) {
      progress.succeeded(outcome.result().sourceSize(), outcome.result().resultSize());
      log.processed(outcome.result());
    }
    return written;
  }

  private void lost(Outcome outcome) {
    progress.lost(1);
    inbox.retry(outcome.task());
  }

  private List<Outcome> writeTogether(List<Outcome> outcomes) {
    List<Claim> claims = outcomes.stream().map(outcome -> outcome.task().claim()).toList();
    Set<String> held = ledger.complete(FilesLine.NAME, claims);
    List<Outcome> written =
        outcomes.stream().filter(outcome -> held.contains(outcome.task().id())).toList();
    table.insert(written.stream().map(Outcome::result).toList());
    return written;
  }

  /**
   * Writes a failed attempt: the task waits for its retry, or is DEAD.
   *
   * @return what is to be told: nothing, unless it is DEAD
   */
  public List<Outcome> record(Verdict verdict) {
    PendingTask task = verdict.task();
    if (verdict.failure() == null) {
      ledger.release(FilesLine.NAME, List.of(task.claim()));
      inbox.retry(task);
      return List.of();
    }
    List<Outcome> dead = new ArrayList<>(1);
    List<ItemState> states = transaction.execute(status -> fail(verdict, dead));
    if (states.isEmpty()) {
      progress.lost(1);
      inbox.retry(task);
    } else if (dead.isEmpty()) {
      count(verdict.failure());
      log.retried(task, verdict.failure());
      inbox.retry(task);
    } else {
      progress.dead();
      log.dead(task, verdict.failure());
      inbox.written(dead);
    }
    return dead;
  }

  private List<ItemState> fail(Verdict verdict, List<Outcome> dead) {
    dead.clear();
    PendingTask task = verdict.task();
    List<ItemState> states = ledger.fail(FilesLine.NAME, List.of(task.claim()), verdict.failure());
    if (states.contains(ItemState.DEAD)) {
      Outcome outcome = new Outcome(task, results.failed(task, verdict.failure()));
      table.insert(List.of(outcome.result()));
      dead.add(outcome);
    }
    return states;
  }

  private void count(Failure failure) {
    if (failure.errorClass() == ErrorClass.THROTTLED) {
      progress.throttled();
    } else {
      progress.retried();
    }
  }

  /**
   * What processes that died, or could not reach Kafka, left untold, and files that killed all who
   * worked on them. While this one cannot tell what it has itself, it takes no more, and lets the
   * others know that it is still there.
   */
  public List<Outcome> untold() {
    try {
      List<FileResult> stuck = outbox.stuck(STUCK_AFTER);
      if (!stuck.isEmpty()) {
        table.offered(stuck);
        return List.of();
      }
      List<Outcome> untold = new ArrayList<>(lost.bury());
      untold.addAll(lost.untold(UNTOLD_AFTER, MOST_UNTOLD));
      return untold;
    } catch (DataAccessException | TransactionException e) {
      LOG.warn("The database could not be asked what is untold: {}", e.getMessage());
      return List.of();
    }
  }

  /** All was told: the tasks are done with, and their records may be committed. */
  public void told(List<Outcome> outcomes) {
    table.announced(outcomes.stream().map(Outcome::result).toList());
    inbox.told(outcomes);
  }
}
