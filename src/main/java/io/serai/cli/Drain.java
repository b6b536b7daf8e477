package io.serai.cli;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes lines out of work, once, within one time for all of them together. Thread-safe: who comes
 * second waits until the first is done.
 */
final class Drain {

  private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
  private static final Duration LEAST_TO_STOP = Duration.ofSeconds(2);

  private final Duration timeout;
  private final LongSupplier clock;
  private boolean begun;
  private long deadline;

  /**
   * @param timeout how long all lines together may take for what is in flight
   * @param clock nanoseconds that never go back
   */
  Drain(Duration timeout, LongSupplier clock) {
    this.timeout = timeout;
    this.clock = clock;
  }

  /**
   * Lets no line begin anything new; then waits for one after the other, which all go on meanwhile,
   * and finishes each as soon as it is empty, or the time is over.
   */
  synchronized void run(Collection<LineModule> modules) {
    if (begun) {
      return;
    }
    begun = true;
    deadline = clock.getAsLong() + timeout.toNanos();
    List<LineModule> lines = List.copyOf(modules);
    lines.forEach(line -> line.control().beginDrain());
    try {
      for (LineModule line : lines) {
        line.control().drain(left(Duration.ZERO));
        line.finish();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      LOG.warn("The stop was interrupted; unfinished items come back when their lease ends");
    }
  }

  /** How long the stop of what is left may take: the rest of the time, and two seconds at least. */
  synchronized Duration leftToStop() {
    return begun ? left(LEAST_TO_STOP) : timeout;
  }

  private Duration left(Duration least) {
    Duration left = Duration.ofNanos(deadline - clock.getAsLong());
    return left.compareTo(least) > 0 ? left : least;
  }
}
