package io.serai.files.store;

import java.io.InterruptedIOException;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.Semaphore;

/**
 * Memory that the buffers of all uploads share: as many workers as one likes do not exhaust a small
 * heap, those with big results wait for each other. Nobody may wait here while holding permits.
 * Fair and thread-safe.
 */
final class UploadBuffers {

  /** Bytes of a block. */
  static final int BLOCK = 64 << 10;

  private static final int SHARE_OF_HEAP = 4;
  private static final int SHARE_KEPT = 4;

  private final int units;
  private final Semaphore free;
  private final BlockingDeque<byte[]> unused;

  UploadBuffers(long bytes) {
    units = (int) Math.max(1, Math.min(Integer.MAX_VALUE, bytes / BLOCK));
    free = new Semaphore(units, true);
    unused = new LinkedBlockingDeque<>(Math.max(1, units / SHARE_KEPT));
  }

  /** A quarter of the heap. */
  static UploadBuffers ofHeap() {
    return new UploadBuffers(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
  }

  /** Bytes that there are for all. */
  long bytes() {
    return (long) units * BLOCK;
  }

  /** Bytes that nobody has. */
  long freeBytes() {
    return (long) free.availablePermits() * BLOCK;
  }

  /**
   * Waits for memory; who wants more than there is waits for all of it.
   *
   * @return what to give back by {@link #release}
   */
  int acquire(int bytes) throws InterruptedIOException {
    int wanted = Math.min(units, (bytes + BLOCK - 1) / BLOCK);
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

  /** A block with whatever was in it. */
  byte[] takeBlock() {
    byte[] block = unused.pollFirst();
    return block == null ? new byte[BLOCK] : block;
  }

  /** Keeps the block for the next one who needs it, up to a quarter of the memory. */
  void giveBack(byte[] block) {
    unused.offerFirst(block);
  }
}
