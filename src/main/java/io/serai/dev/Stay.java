package io.serai.dev;

import java.io.IOException;
import java.io.UncheckedIOException;

/** One user's time at an embedded server, which ends once. Thread-safe. */
final class Stay implements AutoCloseable {

  private final LockFile.Action leave;
  private volatile boolean over;

  Stay(LockFile.Action leave) {
    this.leave = leave;
  }

  void requireOpen(String what) {
    if (over) {
      throw new IllegalStateException("this " + what + " is closed");
    }
  }

  /**
   * Leaves. A second call waits for the first and does nothing. An interrupted thread still
   * completes this and stays interrupted, because file locks fail in interrupted threads.
   */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    try {
      leaveOnce();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private synchronized void leaveOnce() throws IOException {
    if (!over) {
      over = true;
      leave.run();
    }
  }
}
