package io.serai.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Gauges of a line's circuit breaker, one for each state. Stateless. */
public final class BreakerGauges {

  private static final List<String> STATES = List.of("CLOSED", "HALF_OPEN", "OPEN");

  private BreakerGauges() {}

  /**
   * Registers {@code serai.LINE.breaker.state}, which is 1 for the state that the breaker is in.
   *
   * @param around what the breaker stands before, for the description
   * @param state its state, such as OPEN; must not wait
   */
  public static void bind(
      MeterRegistry meters, String line, String around, Supplier<String> state) {
    for (String each : STATES) {
      Gauge.builder(
              "serai." + line + ".breaker.state", state, now -> now.get().equals(each) ? 1 : 0)
          .tag("state", each.toLowerCase(Locale.ROOT))
          .description("1 for the state of the circuit breaker around " + around)
          .strongReference(true)
          .register(meters);
    }
  }
}
