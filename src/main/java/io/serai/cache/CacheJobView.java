package io.serai.cache;

import java.time.Duration;

/** A job and what Redis knows of it, for whoever wants to show it. Immutable. */
public final class CacheJobView {

  private final CacheJob job;
  private final CacheState state;

  CacheJobView(CacheJob job, CacheState state) {
    this.job = job;
    this.state = state;
  }

  /** Name of the job. */
  public String name() {
    return job.name();
  }

  /** Its key, with columns in braces. */
  public String key() {
    return job.key().text();
  }

  /** From the begin of a refresh to that of the next. */
  public Duration interval() {
    return job.interval();
  }

  /** Of a value that was refreshed in time. */
  public Duration ttl() {
    return job.ttl();
  }

  /** What Redis knows. */
  public CacheState state() {
    return state;
  }

  /** {@code never}, {@code running}, {@code failing}, {@code late} or {@code fresh}. */
  public String status() {
    if (!state.owner().isEmpty() && state.leaseUntil().filter(state.at()::isBefore).isPresent()) {
      return "running";
    }
    if (state.failures() > 0) {
      return "failing";
    }
    return state.age().map(age -> age.compareTo(job.ttl()) > 0 ? "late" : "fresh").orElse("never");
  }

  /** Seconds until it is due, zero when it is; null when it was never refreshed. */
  public Long dueInSeconds() {
    return state
        .nextDue()
        .map(due -> Math.max(0, Duration.between(state.at(), due).toSeconds()))
        .orElse(null);
  }
}
