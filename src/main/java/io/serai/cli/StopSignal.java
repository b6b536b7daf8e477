package io.serai.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C and SIGTERM into an orderly end: the application drains inside a shutdown hook, and
 * the command that waits is told.
 */
final class StopSignal implements AutoCloseable {

  private static volatile boolean received;

  private final Application application;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch reported = new CountDownLatch(1);
  private final Thread hook = new Thread(this::stop, "serai-stop");

  StopSignal(Application application) {
    this.application = application;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  private void stop() {
    received = true;
    stopped.countDown();
    application.drain();
    try {
      // the command's thread still prints its summary
      reported.await(2, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    application.close();
    Logging.end();
  }

  /** Whether a signal came, so that its hook ends the process. */
  static boolean received() {
    return received;
  }

  /** Waits for the signal. */
  void await() throws InterruptedException {
    stopped.await();
  }

  /** Waits for the signal, at most this long. */
  boolean await(Duration patience) throws InterruptedException {
    return stopped.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The command has ended, by itself or after a signal. */
  @Override
  public void close() {
    reported.countDown();
    if (stopped.getCount() > 0) {
      application.close();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // the signal came just now: the hook finds everything closed
        Thread.yield();
      }
    }
  }
}
