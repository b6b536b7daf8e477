package io.serai.enrich;

import io.serai.ledger.Ledger;
import java.time.Duration;

/** The numbers that requirement 000 calls processing stats, for all processes. Thread-safe. */
public final class EnrichStats {

  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final EnrichTable table;
  private final Ledger ledger;

  EnrichStats(EnrichTable table, Ledger ledger) {
    this.table = table;
    this.ledger = ledger;
  }

  /** Reads them from the table and the ledger; a scan of the table. */
  public Snapshot read() {
    EnrichTable.Counts counts = table.counts();
    long failed = ledger.dead(EnrichLine.NAME, table.key(""));
    double rate = ledger.doneSince(EnrichLine.NAME, WINDOW) / (double) WINDOW.toSeconds();
    return new Snapshot(
        counts.total(),
        counts.processed(),
        failed,
        Math.max(0, counts.unanswered() - failed),
        rate);
  }

  /**
   * The numbers at one moment.
   *
   * @param failed rows that are DEAD in the ledger
   * @param pending rows that wait for an answer
   * @param rowsPerSecond over the last minute
   */
  public record Snapshot(
      long total, long processed, long failed, long pending, double rowsPerSecond) {

    /** Processed rows among those that are decided, in per cent; 100 when none is. */
    public double successRate() {
      long decided = processed + failed;
      return decided == 0 ? 100 : 100.0 * processed / decided;
    }

    /** Seconds until nothing is pending at the present rate, or null when nothing moves. */
    public Long etaSeconds() {
      if (pending == 0) {
        return 0L;
      }
      return rowsPerSecond > 0 ? (long) (pending / rowsPerSecond) : null;
    }
  }
}
