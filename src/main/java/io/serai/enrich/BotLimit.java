package io.serai.enrich;

/**
 * How many calls a bot takes at once, learned from its replies.
 *
 * <p>Additive increase, decrease to what was seen to work: while no throttled reply is known the
 * limit grows by one a success (slow start). A throttled reply sets it to the calls that the bot
 * did hold, and that ceiling is remembered. It is probed again by a small step after many calm
 * calls only, and later each time a probe fails, so that throttled replies stay well under one per
 * cent of calls. Not thread-safe: {@link BotPool} guards it.
 */
final class BotLimit {

  private static final int UNKNOWN = Integer.MAX_VALUE;
  private static final int FIRST_PROBE = 100;
  private static final int LAST_PROBE = 1_600;
  private static final double PROBE_SHARE = 0.03;

  private final int most;
  private int limit;
  private int ceiling = UNKNOWN;
  private int floor = 1;
  private int calm;
  private int probeAfter = FIRST_PROBE;
  private boolean probing;

  /**
   * @param first the limit before anything is learned
   * @param most the limit is never above it
   */
  BotLimit(int first, int most) {
    this.most = Math.max(1, most);
    this.limit = Math.min(Math.max(1, first), this.most);
  }

  int current() {
    return limit;
  }

  /**
   * A call went well.
   *
   * @param busy whether the limit was in use: an idle bot teaches nothing
   */
  void succeeded(boolean busy) {
    if (!busy || limit >= most) {
      return;
    }
    if (limit < ceiling) {
      limit++;
      return;
    }
    calm++;
    if (probing && calm >= limit) {
      probing = false;
      probeAfter = 1;
    }
    if (calm >= probeAfter * step()) {
      ceiling = Math.min(most, ceiling + step());
      limit = ceiling;
      calm = 0;
      probing = true;
      probeAfter = Math.max(probeAfter, FIRST_PROBE);
    }
  }

  /**
   * A call was turned away.
   *
   * @param held calls that are still in flight without it
   * @param first whether this opens an episode; further replies of one burst never more than halve
   */
  void throttled(int held, boolean first) {
    if (first) {
      floor = Math.max(1, limit / 2);
      probeAfter = probing ? Math.min(LAST_PROBE, probeAfter * 2) : FIRST_PROBE;
      probing = false;
      calm = 0;
    }
    limit = Math.max(floor, Math.min(limit, held));
    ceiling = limit;
  }

  /** The bot is back after a pause: begin with half and grow. */
  void resumed() {
    limit = Math.max(1, limit / 2);
  }

  private int step() {
    return Math.max(1, (int) (limit * PROBE_SHARE));
  }
}
