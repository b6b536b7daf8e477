package io.serai.enrich;

/**
 * What a run is asked to do.
 *
 * @param follow whether to wait for new rows until stopped, instead of ending when all is done
 * @param limit rows at the most; {@link Long#MAX_VALUE} for all
 */
public record RunOptions(boolean follow, long limit) {

  /** All that is pending, then end. */
  public static RunOptions once() {
    return new RunOptions(false, Long.MAX_VALUE);
  }
}
