package io.serai.ops;

import java.time.Instant;

/**
 * A threshold that was crossed, or is kept again. Immutable.
 *
 * @param alert which: failure-rate, backlog, fault or stalled
 * @param state {@link #FIRING} or {@link #RESOLVED}
 * @param value what was measured
 * @param threshold what it may be at the most
 * @param message one sentence for a person
 */
public record Alert(
    String alert,
    String line,
    String state,
    double value,
    double threshold,
    String message,
    Instant at) {

  /** The threshold is crossed. */
  public static final String FIRING = "firing";

  /** The threshold is kept again. */
  public static final String RESOLVED = "resolved";
}
