package io.serai.files.store;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a part until they are sent, in blocks that all uploads share: it grows without
 * copying, and what it used is used again. Beyond 256 KB it may have to wait for other uploads. One
 * thread at a time.
 */
final class PartBuffer {

  private static final int WITHOUT_ASKING = 256 << 10;

  private final UploadBuffers buffers;
  private final int capacity;
  private final List<byte[]> blocks = new ArrayList<>();
  private int length;
  private int permits;

  /**
   * @param capacity bytes that it takes at the most
   */
  PartBuffer(UploadBuffers buffers, int capacity) {
    this.buffers = buffers;
    this.capacity = capacity;
  }

  int length() {
    return length;
  }

  int capacity() {
    return capacity;
  }

  boolean isFull() {
    return length == capacity;
  }

  /**
   * Takes what it has room for.
   *
   * @return how many bytes it took
   */
  int write(byte[] bytes, int offset, int count) throws IOException {
    int taken = Math.min(count, capacity - length);
    if (length + taken > WITHOUT_ASKING && permits == 0) {
      permits = buffers.acquire(capacity);
    }
    int left = taken;
    while (left > 0) {
      int at = length % UploadBuffers.BLOCK;
      int some = Math.min(left, UploadBuffers.BLOCK - at);
      System.arraycopy(bytes, offset + taken - left, block(), at, some);
      length += some;
      left -= some;
    }
    return taken;
  }

  private byte[] block() {
    int number = length / UploadBuffers.BLOCK;
    if (number == blocks.size()) {
      blocks.add(buffers.takeBlock());
    }
    return blocks.get(number);
  }

  /** All of it, at its beginning; must not be read after {@link #clear} or {@link #release}. */
  InputStream content() {
    return new BlocksInputStream(blocks, length);
  }

  byte[] md5() {
    MessageDigest md5 = Digests.md5();
    int left = length;
    for (byte[] block : blocks) {
      int some = Math.min(left, block.length);
      md5.update(block, 0, some);
      left -= some;
    }
    return md5.digest();
  }

  /** Empties it and keeps its memory for the next part. */
  void clear() {
    length = 0;
  }

  /** Empties it and gives its memory back, however often. */
  void release() {
    length = 0;
    blocks.forEach(buffers::giveBack);
    blocks.clear();
    buffers.release(permits);
    permits = 0;
  }
}
