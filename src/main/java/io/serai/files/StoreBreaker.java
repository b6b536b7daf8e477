package io.serai.files;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.serai.ops.BreakerTrial;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The circuit breaker around the object storage as a whole. Thread-safe. */
final class StoreBreaker {

  private static final int CALLS_ON_TRIAL = 5;

  /** Large files take long: slowness is no fault here. */
  private final CircuitBreaker breaker =
      CircuitBreaker.of(
          "obs",
          CircuitBreakerConfig.custom()
              .slidingWindowSize(50)
              .minimumNumberOfCalls(10)
              .failureRateThreshold(50)
              .slowCallDurationThreshold(Duration.ofDays(365))
              .waitDurationInOpenState(Duration.ofSeconds(2))
              .permittedNumberOfCallsInHalfOpenState(CALLS_ON_TRIAL)
              .automaticTransitionFromOpenToHalfOpenEnabled(true)
              .recordException(FilesFailures::countsAgainstStore)
              .build());

  CircuitBreaker circuitBreaker() {
    return breaker;
  }

  /** Whether one more file may begin beside so many in flight. */
  boolean admits(int inFlight) {
    return BreakerTrial.admits(breaker, inFlight);
  }

  /** Bytes of a large file came: a trial need not wait for its end, which may be hours away. */
  void moved() {
    if (breaker.getState() == State.HALF_OPEN) {
      breaker.onSuccess(0, TimeUnit.NANOSECONDS);
    }
  }

  /** CLOSED, OPEN or HALF_OPEN. */
  String state() {
    return breaker.getState().name();
  }
}
