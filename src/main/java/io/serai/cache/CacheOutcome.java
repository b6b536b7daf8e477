package io.serai.cache;

/**
 * What became of a request.
 *
 * @param status of the refresh
 * @param message why, where it was not refreshed; else empty
 * @param holder the other process that has the turn; empty when none has
 * @param elapsedMs milliseconds of the whole cycle
 */
public record CacheOutcome(
    String job, Status status, String message, String holder, int rows, int keys, long elapsedMs) {

  /** How a request may end. */
  public enum Status {
    REFRESHED,
    NOT_DUE,
    HELD,
    FAILED
  }
}
