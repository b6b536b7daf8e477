package io.serai.ops;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long a line has had work and finished none. A line that waited hours for its first item has
 * not stood still, so time counts from the first look that found both. Thread-safe.
 */
final class Stall {

  private final Line line;
  private final LongSupplier clock;
  private boolean waiting;
  private long waitingSince;

  Stall(Line line, LongSupplier clock) {
    this.line = line;
    this.clock = clock;
  }

  /** Time without progress while a run is under way and items wait; zero otherwise. */
  synchronized Duration look() {
    LineStatus status = line.status();
    if (!status.running() || status.pending() <= 0) {
      waiting = false;
      return Duration.ZERO;
    }
    if (!waiting) {
      waiting = true;
      waitingSince = clock.getAsLong();
    }
    Duration waited = Duration.ofNanos(clock.getAsLong() - waitingSince);
    return waited.compareTo(status.idle()) < 0 ? waited : status.idle();
  }
}
