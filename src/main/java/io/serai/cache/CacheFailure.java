package io.serai.cache;

import java.util.concurrent.RejectedExecutionException;

/**
 * What a failed cycle means.
 *
 * @param status of the metric: {@code failure}, or {@code refused} when values were not good enough
 * @param reason for a person
 * @param isOfStop whether the application is being stopped
 * @param fault what a person may have to mend first, such as a login, an address, or Redis; or null
 * @param isOfBatch whether a walk goes on without the batch that it was met in
 */
record CacheFailure(
    String status, String reason, boolean isOfStop, CacheFaults.Fault fault, boolean isOfBatch) {

  private static final String FAILURE = "failure";
  private static final String REFUSED = "refused";

  static final CacheFailure OF_STOP =
      new CacheFailure(FAILURE, "Serai is being stopped", true, null, false);

  static CacheFailure of(Throwable thrown, CacheCycle cycle) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof InterruptedException || each instanceof RejectedExecutionException) {
        return OF_STOP;
      }
      if (each instanceof CacheDataException || each instanceof RefusedPublishException) {
        return new CacheFailure(REFUSED, each.getMessage(), false, null, true);
      }
      if (each instanceof LostTurnException) {
        return new CacheFailure(FAILURE, each.getMessage(), false, null, false);
      }
      if (each instanceof RedisFault fault) {
        return new CacheFailure(
            FAILURE, fault.getMessage(), false, CacheFaults.Fault.of(fault), false);
      }
    }
    if (cycle.job().service() != null) {
      return new CacheFailure(FAILURE, cycle.job().source() + ": " + thrown, false, null, false);
    }
    ClickHouseFault fault = ClickHouseFailures.of(thrown);
    String place = fault.kind() == ClickHouseFault.Kind.SQL ? cycle.queryPlace() + ": " : "";
    String reason = place + fault.getMessage();
    return new CacheFailure(
        FAILURE,
        reason,
        false,
        fault.kind() == ClickHouseFault.Kind.ACCESS ? new CacheFaults.Fault(reason, false) : null,
        false);
  }

  /** The same of a batch of this one member, which is too much even alone. */
  CacheFailure ofMember(String member) {
    return new CacheFailure(
        status, "member %s alone: %s".formatted(member, reason), isOfStop, fault, true);
  }
}
