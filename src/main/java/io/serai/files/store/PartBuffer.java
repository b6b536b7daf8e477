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
    askFor(taken);
    int left = taken;
    while (left > 0) {
      int some = Math.min(left, roomInBlock());
      System.arraycopy(bytes, offset + taken - left, block(), length % UploadBuffers.BLOCK, some);
      length += some;
      left -= some;
    }
    return taken;
  }

  /**
   * Takes what comes at once; must not be full.
   *
   * @return how many bytes it took; -1 at the end of the stream
   */
  int readFrom(InputStream in) throws IOException {
    int most = Math.min(roomInBlock(), capacity - length);
    askFor(most);
    int read = in.read(block(), length % UploadBuffers.BLOCK, most);
    length += Math.max(0, read);
    return read;
  }

  private void askFor(int more) throws IOException {
    if (length + more > WITHOUT_ASKING && permits == 0) {
      permits = buffers.acquire(capacity);
    }
  }

  private int roomInBlock() {
    return UploadBuffers.BLOCK - length % UploadBuffers.BLOCK;
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
