package io.serai.cache;

import java.util.concurrent.RejectedExecutionException;

/**
 * What a failed cycle means.
 *
 * @param status of the metric: {@code failure}, or {@code refused} when values were not good enough
 * @param reason for a person
 * @param isOfStop whether the application is being stopped
 * @param fault what a person may have to mend first, such as a login, an address, or Redis; or null
 */
record CacheFailure(String status, String reason, boolean isOfStop, CacheFaults.Fault fault) {

  private static final String FAILURE = "failure";
  private static final String REFUSED = "refused";

  static final CacheFailure OF_STOP =
      new CacheFailure(FAILURE, "Serai is being stopped", true, null);

  static CacheFailure of(Throwable thrown, CacheCycle cycle) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof InterruptedException || each instanceof RejectedExecutionException) {
        return OF_STOP;
      }
      if (each instanceof CacheDataException || each instanceof RefusedPublishException) {
        return new CacheFailure(REFUSED, each.getMessage(), false, null);
      }
      if (each instanceof LostTurnException) {
        return new CacheFailure(FAILURE, each.getMessage(), false, null);
      }
      if (each instanceof RedisFault fault) {
        return new CacheFailure(FAILURE, fault.getMessage(), false, CacheFaults.Fault.of(fault));
      }
    }
    if (cycle.job().service() != null) {
      return new CacheFailure(FAILURE, cycle.job().source() + ": " + thrown, false, null);
    }
    ClickHouseFault fault = ClickHouseFailures.of(thrown);
    String place = fault.kind() == ClickHouseFault.Kind.SQL ? cycle.queryPlace() + ": " : "";
    String reason = place + fault.getMessage();
    return new CacheFailure(
        FAILURE,
        reason,
        false,
        fault.kind() == ClickHouseFault.Kind.ACCESS ? new CacheFaults.Fault(reason, false) : null);
  }

  /** Whether it was the values that were not good enough. */
  boolean isRefused() {
    return status.equals(REFUSED);
  }
}
