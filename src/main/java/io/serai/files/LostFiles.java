package io.serai.files;

import io.serai.ledger.Claim;
import io.serai.ledger.ErrorClass;
import io.serai.ledger.Failure;
import io.serai.ledger.Ledger;
import io.serai.ledger.Ledger.Vanished;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What processes that died owe: ends that nobody wrote, of files that the ledger has given up
 * because every process that worked on them vanished, and ends that nobody told. Whoever works for
 * the same topic of tasks sees to it. Thread-safe.
 */
final class LostFiles {

  private static final Duration EVER = Duration.ofDays(36_500);
  private static final Duration OVERLAP = Duration.ofMinutes(5);
  private static final int MOST = 100;

  private final Ledger ledger;
  private final TaskClaims claims;
  private final FileResults results;
  private final FileResultTable table;
  private final TransactionTemplate transaction;
  private final FilesProgress progress;
  private final FileLog log;
  private final LongSupplier clock;
  private Long lookedAt;

  /**
   * @param clock milliseconds that never go back
   */
  LostFiles(
      Ledger ledger,
      TaskClaims claims,
      FileResults results,
      FileResultTable table,
      TransactionTemplate transaction,
      FilesProgress progress,
      FileLog log,
      LongSupplier clock) {
    this.ledger = ledger;
    this.claims = claims;
    this.results = results;
    this.table = table;
    this.transaction = transaction;
    this.progress = progress;
    this.log = log;
    this.clock = clock;
  }

  private record Lost(PendingTask task, Failure failure, FileResult row) {}

  /** Writes the ends of those that nobody has; looks only at what came since the last look. */
  synchronized List<Outcome> bury() {
    long now = clock.getAsLong();
    Duration within = lookedAt == null ? EVER : Duration.ofMillis(now - lookedAt).plus(OVERLAP);
    List<Lost> lost = transaction.execute(status -> write(within));
    if (lost.size() < MOST) {
      lookedAt = now;
    }
    for (Lost each : lost) {
      progress.dead();
      log.dead(each.task(), each.failure());
    }
    return lost.stream().map(each -> new Outcome(null, each.row())).toList();
  }

  /**
   * Ends that are written and still have to be told.
   *
   * @param olderThan see {@link FileResultTable#unannounced}
   */
  List<Outcome> untold(Duration olderThan, int most) {
    return transaction
        .execute(status -> table.unannounced(claims.topic(), olderThan, most))
        .stream()
        .map(result -> new Outcome(null, result))
        .toList();
  }

  private List<Lost> write(Duration within) {
    List<Lost> lost = new ArrayList<>();
    ledger
        .takeVanished(FilesLine.NAME, claims.topic(), within, MOST)
        .forEach(each -> lost.add(lost(each)));
    table.insert(lost.stream().map(Lost::row).toList());
    return lost;
  }

  private Lost lost(Vanished vanished) {
    Claim last = vanished.work().claim();
    int earlier = last.attempt() + vanished.times() - 1;
    PendingTask task = claims.restored(vanished.work());
    task.claimed(new Claim(last.line(), last.key(), last.fence(), earlier));
    Failure failure =
        Failure.of(
            ErrorClass.PERMANENT,
            "LEASE_LOST",
            "given up, because %d processes vanished while they worked on it: %s"
                .formatted(vanished.times(), vanished.error()));
    return new Lost(task, failure, results.failed(task, failure));
  }
}
