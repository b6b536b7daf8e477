package io.serai.dev;

/**
 * What one bot takes before it answers with the rate-limit error.
 *
 * @param concurrent most calls in flight; 0 = no limit
 * @param perSecond most calls a second, a token bucket that holds one second's worth and at least
 *     one call; 0 = no limit
 */
public record BotLimits(int concurrent, double perSecond) {

  /** No limit. */
  public static final BotLimits NONE = new BotLimits(0, 0);

  public BotLimits {
    if (!(concurrent >= 0 && perSecond >= 0)) {
      throw new IllegalArgumentException(
          "bot limits concurrent=%s perSecond=%s are not possible; use 0 for no limit"
              .formatted(concurrent, perSecond));
    }
  }
}
