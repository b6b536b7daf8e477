package io.serai.dev;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/** Waits for a condition by looking every 20 milliseconds. */
final class Polling {

  private static final long PAUSE_MILLIS = 20;

  /** What is waited for. */
  @FunctionalInterface
  interface Condition {
    boolean holds() throws IOException;
  }

  private Polling() {}

  /**
   * Returns true as soon as the condition holds and false when it still does not after the given
   * time. It is looked at once at least.
   *
   * @throws InterruptedIOException when the thread is interrupted, which it then stays
   */
  static boolean until(Duration patience, Condition condition) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - deadline >= 0) {
        return false;
      }
      pause();
    }
    return true;
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for an embedded server");
    }
  }
}
