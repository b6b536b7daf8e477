package io.serai.ops;

import java.time.Duration;

/**
 * A line as its operators see it: how it does, and how to hold it. Each line implements this;
 * health, metrics, alerts and JMX follow from it. Thread-safe.
 */
public interface Line {

  /** Its name in the ledger, in SERAI_LINES, in metrics and in JMX. */
  String name();

  /**
   * How it does now. Cheap and quick at any time: what must be counted is counted every so often.
   */
  LineStatus status();

  /** Begins nothing new; what is in flight is finished. Returns at once. */
  void pause();

  /** Ends a pause, and goes on with the run that it ended. */
  void resume();

  /**
   * A pause upon which somebody waits: what is under way ends as early as it can. Returns at once;
   * doing so twice does no harm.
   */
  void beginDrain();

  /**
   * Begins to drain, unless that was done, and waits until nothing is in flight.
   *
   * @param patience how long to wait at the most; with zero it is only looked
   * @throws InterruptedException when the wait was interrupted; the line stays paused
   */
  void drain(Duration patience) throws InterruptedException;
}
