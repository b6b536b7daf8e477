package io.serai.enrich;

import io.serai.enrich.EnrichProgress.Counts;
import java.time.Duration;
import java.util.UUID;

/** One run of the line, from its first claim to its summary. */
final class EnrichRun {

  private final String id = UUID.randomUUID().toString();
  private final RunOptions options;
  private final EnrichClaims claims;
  private final Counts before;
  private final long startedAt = System.nanoTime();
  private volatile String stopReason;
  private volatile boolean fatal;

  EnrichRun(RunOptions options, EnrichClaims claims, Counts before) {
    this.options = options;
    this.claims = claims;
    this.before = before;
  }

  /** Joins the log lines of this run. */
  String id() {
    return id;
  }

  RunOptions options() {
    return options;
  }

  EnrichClaims claims() {
    return claims;
  }

  boolean stopping() {
    return stopReason != null;
  }

  /** The first reason given is the one that is reported. */
  synchronized void stop(String reason, boolean configurationFault) {
    if (stopReason == null) {
      stopReason = reason;
      fatal = configurationFault;
    }
  }

  RunSummary summary(Counts now, long waiting) {
    return new RunSummary(
        now.since(before),
        Duration.ofNanos(System.nanoTime() - startedAt),
        waiting,
        stopReason,
        fatal);
  }
}
