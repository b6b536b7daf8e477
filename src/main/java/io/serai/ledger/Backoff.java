package io.serai.ledger;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Exponential backoff with full jitter: a random wait between nothing and {@code base · 2^attempt},
 * capped. A wait that the other side asked for is a floor under it. Immutable.
 *
 * <p>Full jitter spreads retries best, see "Exponential Backoff And Jitter", AWS Architecture Blog.
 */
public final class Backoff {

  private final Duration base;
  private final Duration most;
  private final DoubleSupplier random;

  /**
   * @param base ceiling of the first wait
   * @param most ceiling of every wait
   * @param random numbers from 0 (inclusive) to 1
   */
  public Backoff(Duration base, Duration most, DoubleSupplier random) {
    this.base = base;
    this.most = most;
    this.random = random;
  }

  /**
   * The wait before the next attempt.
   *
   * @param attempt attempts that failed before this one, from 0
   * @param asked what the other side asked for, or null
   */
  public Duration delay(int attempt, Duration asked) {
    double ceiling =
        Math.min(most.toMillis(), base.toMillis() * Math.pow(2, Math.min(attempt, 40)));
    Duration jittered = Duration.ofMillis((long) (ceiling * random.getAsDouble()));
    return asked == null ? jittered : asked.plus(jittered);
  }
}
