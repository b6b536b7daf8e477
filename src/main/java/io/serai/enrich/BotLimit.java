package io.serai.enrich;

/**
 * How many calls a bot takes at once, learned from its replies.
 *
 * <p>Additive increase, decrease to what was seen to work: while no throttled reply is known the
 * limit grows by one a success (slow start). A throttled reply sets it to the calls that the bot
 * did hold, and that ceiling is remembered. It is probed again by a small step after many calm
 * calls only, and later each time a probe fails, so that throttled replies stay well under one per
 * cent of calls. Steps are fractions of a call, because a bot that counts calls a second allows
 * 11.6 at once as well as 11.
 *
 * <p>Some throttled replies have nothing to do with load: when a clearly lower limit does not make
 * them rarer, it is given up and they are taken for noise, until they become frequent. Not
 * thread-safe: {@link BotPool} guards it.
 */
final class BotLimit {

  private static final double UNKNOWN = Double.MAX_VALUE;
  private static final int FIRST_PROBE = 100;
  private static final int LAST_PROBE = 1_600;
  private static final double SMALLEST_STEP = 0.25;
  private static final double PROBE_SHARE = 0.03;
  private static final int PARTS = 8;

  private static final double CLEARLY_LOWER = 0.75;
  private static final int TRIAL = 100;
  private static final double RARE = 0.03;
  private static final double FREQUENT = 0.15;
  private static final int IMMUNITY = 5_000;

  private final int most;
  private double limit;
  private double ceiling = UNKNOWN;
  private double floor = 1;
  private double throttledAt = UNKNOWN;
  private int calm;
  private int probeAfter = FIRST_PROBE;
  private boolean probing;
  private double reference = 1;
  private double quiet = 1;
  private boolean noise;
  private int observed;
  private int observedThrottled;
  private int immunity;

  /**
   * @param first the limit before anything is learned
   * @param most the limit is never above it
   */
  BotLimit(int first, int most) {
    this.most = Math.max(1, most);
    this.limit = Math.min(Math.max(1, first), this.most);
  }

  /** Whole calls at once. */
  int current() {
    return (int) limit;
  }

  /**
   * Whether one more call may start.
   *
   * @param inFlight calls that the bot has
   * @param calls calls that it ever had: a limit of 11.25 lets every fourth call be the twelfth
   */
  boolean admits(int inFlight, long calls) {
    int whole = (int) limit;
    boolean extra = calls % PARTS < (limit - whole) * PARTS;
    return inFlight < (extra ? whole + 1 : whole);
  }

  /**
   * A call went well.
   *
   * @param busy whether the limit was in use: an idle bot teaches nothing
   */
  void succeeded(boolean busy) {
    observe(false);
    if (!busy || limit >= most) {
      return;
    }
    if (limit < ceiling) {
      limit = Math.min(Math.min(most, ceiling), limit + 1);
      return;
    }
    calm++;
    if (probing && calm >= limit) {
      probing = false;
      probeAfter = limit < throttledAt ? probeAfter : 1;
    }
    if (!probing && calm >= probeAfter) {
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
    observe(true);
    if (noise) {
      return;
    }
    boolean learned = ceiling != UNKNOWN;
    if (!learned) {
      reference = Math.max(reference, limit);
    }
    if (first) {
      floor = Math.max(1, limit / 2);
      boolean sameLevel = learned && limit >= throttledAt - 2 * step();
      probeAfter = sameLevel ? Math.min(LAST_PROBE, probeAfter * 2) : FIRST_PROBE;
      throttledAt = limit;
      probing = false;
      calm = 0;
    }
    double worked = learned && first ? Math.max(held, limit - 2 * step()) : held;
    ceiling = Math.max(floor, Math.min(limit, worked));
    limit = Math.min(limit, ceiling);
  }

  private void observe(boolean turnedAway) {
    boolean trial = ceiling != UNKNOWN && limit <= CLEARLY_LOWER * reference;
    immunity = Math.max(0, immunity - 1);
    if (!noise && !trial) {
      return;
    }
    observed++;
    observedThrottled += turnedAway ? 1 : 0;
    if (observed < TRIAL) {
      return;
    }
    double share = (double) observedThrottled / observed;
    observed = 0;
    observedThrottled = 0;
    if (noise) {
      endNoise(share);
    } else {
      judgeTrial(share);
    }
  }

  private void judgeTrial(double share) {
    if (share >= RARE && share <= FREQUENT && immunity == 0) {
      noise = true;
      quiet = limit;
      limit = Math.min(most, reference);
      ceiling = UNKNOWN;
    }
    reference = limit;
  }

  private void endNoise(double share) {
    if (share > FREQUENT) {
      noise = false;
      immunity = IMMUNITY;
      limit = Math.min(limit, quiet);
      ceiling = limit;
      reference = limit;
    } else if (share == 0) {
      noise = false;
    }
  }

  /** The bot is back after a pause: begin with half and grow. */
  void resumed() {
    limit = Math.max(1, limit / 2);
  }

  private double step() {
    return Math.max(SMALLEST_STEP, limit * PROBE_SHARE);
  }
}
