package io.serai.files.store;

import java.io.InputStream;
import java.util.List;
import java.util.Objects;

/**
 * Reads blocks one after the other; {@link #available} is all that is left. Marks are never
 * forgotten, so that the SDK can send a body again. One thread at a time.
 */
final class BlocksInputStream extends InputStream {

  private final List<byte[]> blocks;
  private final int length;
  private int position;
  private int marked;

  /**
   * @param blocks of {@link UploadBuffers#BLOCK} bytes each
   * @param length bytes that count
   */
  BlocksInputStream(List<byte[]> blocks, int length) {
    this.blocks = blocks;
    this.length = length;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int count) {
    Objects.checkFromIndexSize(offset, count, bytes.length);
    if (count > 0 && position == length) {
      return -1;
    }
    int wanted = Math.min(count, available());
    int read = 0;
    while (read < wanted) {
      int at = position % UploadBuffers.BLOCK;
      int some = Math.min(wanted - read, UploadBuffers.BLOCK - at);
      System.arraycopy(blocks.get(position / UploadBuffers.BLOCK), at, bytes, offset + read, some);
      position += some;
      read += some;
    }
    return read;
  }

  @Override
  public long skip(long count) {
    int skipped = (int) Math.max(0, Math.min(count, available()));
    position += skipped;
    return skipped;
  }

  @Override
  public int available() {
    return length - position;
  }

  @Override
  public boolean markSupported() {
    return true;
  }

  @Override
  public synchronized void mark(int limit) {
    marked = position;
  }

  @Override
  public synchronized void reset() {
    position = marked;
  }
}
