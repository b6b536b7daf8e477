package io.serai.files.store;

import java.io.InterruptedIOException;
import java.util.concurrent.Semaphore;

/**
 * Memory that the big buffers of all uploads share: as many workers as one likes do not exhaust a
 * small heap, they wait for each other. Nobody may wait here while holding permits. Fair and
 * thread-safe.
 */
final class UploadBuffers {

  private static final int UNIT = 64 << 10;
  private static final int SHARE_OF_HEAP = 4;

  private final int units;
  private final Semaphore free;

  UploadBuffers(long bytes) {
    units = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / UNIT));
    free = new Semaphore(units, true);
  }

  /** A quarter of the heap. */
  static UploadBuffers ofHeap() {
    return new UploadBuffers(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
  }

  /** Bytes that there are for all. */
  long bytes() {
    return (long) units * UNIT;
  }

  /** Bytes that nobody has. */
  long freeBytes() {
    return (long) free.availablePermits() * UNIT;
  }

  /**
   * Waits for memory; who wants more than there is waits for all of it.
   *
   * @return what to give back by {@link #release}
   */
  int acquire(int bytes) throws InterruptedIOException {
    int wanted = Math.min(units, (bytes + UNIT - 1) / UNIT);
    try {
      free.acquire(wanted);
      return wanted;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for memory to upload from");
    }
  }

  void release(int permits) {
    free.release(permits);
  }
}
