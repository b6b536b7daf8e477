package io.serai.files;

/**
 * Outcomes by number, cheap to ask for at any size of the log.
 *
 * @param success outcomes that are a success
 * @param failed outcomes that are a failure; a task that is replayed may fail again, or succeed
 * @param estimated whether these two come from the planner's statistics, which the database renews
 *     when a tenth of the rows is new, because the log is long
 * @param recentSuccess successes among the recent: of the last hour, the newest 10,000
 * @param recentFailed failures among the recent
 * @param unannounced outcomes whose notification has to be sent; counted up to 10,001
 */
public record ResultCounts(
    long success,
    long failed,
    boolean estimated,
    long recentSuccess,
    long recentFailed,
    long unannounced) {

  /** All outcomes. */
  public long total() {
    return success + failed;
  }

  /** Failures among the recent, from 0 to 1; 0 when nothing is recent. */
  public double recentFailureRate() {
    long recent = recentSuccess + recentFailed;
    return recent == 0 ? 0 : (double) recentFailed / recent;
  }
}
