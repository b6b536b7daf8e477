package io.serai.enrich;

import java.time.Duration;

/**
 * How a run ended.
 *
 * @param counts what it did
 * @param took its duration
 * @param waiting rows that are left without an answer and are not DEAD; -1 when not counted
 * @param stopReason why it ended early, or null when all was done
 * @param fatal whether it ended because a setting is wrong
 */
public record RunSummary(
    EnrichProgress.Counts counts, Duration took, long waiting, String stopReason, boolean fatal) {

  /** Rows written a second. */
  public double rate() {
    return took.isZero() ? 0 : counts.enriched() * 1e9 / took.toNanos();
  }
}
