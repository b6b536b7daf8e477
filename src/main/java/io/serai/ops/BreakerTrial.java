package io.serai.ops;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;

/** Keeps work from beginning behind a circuit breaker that would turn it away. Thread-safe. */
public final class BreakerTrial {

  private BreakerTrial() {}

  /**
   * Whether one more call may begin. While the breaker is half open, calls that have ended count,
   * too: it gives a certain number of permits, and none back, until it has seen as many ends.
   *
   * @param inFlight calls that have begun and not ended, those from before the trial included
   */
  public static boolean admits(CircuitBreaker breaker, int inFlight) {
    return switch (breaker.getState()) {
      case OPEN, FORCED_OPEN -> false;
      case HALF_OPEN -> inFlight + ended(breaker) < permits(breaker);
      default -> true;
    };
  }

  private static int ended(CircuitBreaker breaker) {
    return breaker.getMetrics().getNumberOfBufferedCalls();
  }

  private static int permits(CircuitBreaker breaker) {
    return breaker.getCircuitBreakerConfig().getPermittedNumberOfCallsInHalfOpenState();
  }
}
