package io.serai.enrich;

/** Whether the API as a whole takes calls: the circuit breaker's word. */
@FunctionalInterface
public interface ApiGate {

  /**
   * Whether one more call may start.
   *
   * @param inFlight calls that are running
   */
  boolean admits(int inFlight);
}
