package io.serai.enrich;

/**
 * What a run is asked to do.
 *
 * @param follow whether to wait for new rows until stopped, instead of ending when all is done
 * @param limit rows at the most; {@link Long#MAX_VALUE} for all
 * @param givesUp whether to end early when no row moves on for ENRICH_GIVE_UP_AFTER
 */
public record RunOptions(boolean follow, long limit, boolean givesUp) {

  /** All that is pending, then end, or give up: what a person waits for. */
  public static RunOptions once() {
    return once(Long.MAX_VALUE);
  }

  /** As {@link #once()}, with so many rows at the most. */
  public static RunOptions once(long limit) {
    return new RunOptions(false, limit, true);
  }

  /** New rows until stopped, so many at the most; what is down is waited for. */
  public static RunOptions following(long limit) {
    return new RunOptions(true, limit, false);
  }

  /** All that is pending, then end; what is down is waited for. */
  public static RunOptions scheduled() {
    return new RunOptions(false, Long.MAX_VALUE, false);
  }
}
