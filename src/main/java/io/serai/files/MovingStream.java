package io.serai.files;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Tells of every megabyte of a large file that moves. One thread at a time. */
final class MovingStream extends FilterInputStream {

  private static final long EVERY_BYTES = 1 << 20;
  private static final int BUFFER = 1 << 16;

  private final Runnable moved;
  private long unreported;

  /**
   * @param moved what is told
   */
  MovingStream(InputStream in, Runnable moved) {
    super(in);
    this.moved = moved;
  }

  @Override
  public int read() throws IOException {
    count(1);
    return in.read();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = in.read(bytes, offset, length);
    count(read);
    return read;
  }

  @Override
  public long transferTo(OutputStream target) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long total = 0;
    for (int read = read(buffer); read >= 0; read = read(buffer)) {
      target.write(buffer, 0, read);
      total += read;
    }
    return total;
  }

  private void count(int bytes) {
    unreported += bytes;
    if (unreported >= EVERY_BYTES) {
      unreported = 0;
      moved.run();
    }
  }
}
