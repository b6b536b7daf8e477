package io.serai.cli;

import java.io.InputStream;
import java.util.Random;

/** So many bytes that no two parts of an upload are alike. One thread at a time. */
final class EndlessBytes extends InputStream {

  private static final int BLOCK = 1 << 20;

  private final byte[] block = new byte[BLOCK];
  private final long length;
  private long position;

  EndlessBytes(long length) {
    this.length = length;
    new Random(length).nextBytes(block);
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int offset, int count) {
    if (position == length) {
      return -1;
    }
    int start = (int) (position % BLOCK);
    if (start == 0) {
      number(position / BLOCK);
    }
    int read = (int) Math.min(Math.min(count, BLOCK - start), length - position);
    System.arraycopy(block, start, bytes, offset, read);
    position += read;
    return read;
  }

  private void number(long value) {
    for (int i = 0; i < Long.BYTES; i++) {
      block[i] = (byte) (value >>> 8 * i);
    }
  }
}
