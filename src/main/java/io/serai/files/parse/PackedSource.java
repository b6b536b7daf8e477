package io.serai.files.parse;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Counts the packed bytes that went through, and keeps apart what the source itself did wrong.
 * Closing it does not close the source. For one thread.
 */
final class PackedSource extends FilterInputStream {

  private static final long MOST_WITHOUT_CONTENT = 1 << 20;

  private long count;
  private long atContent;
  private IOException failure;

  PackedSource(InputStream source) {
    super(source);
  }

  long count() {
    return count;
  }

  /** Content came out of the bytes read so far. */
  void noteContent() {
    atContent = count;
  }

  /** What broke when the source was read; null when nothing did. */
  IOException failure() {
    return failure;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (count - atContent > MOST_WITHOUT_CONTENT) {
      throw new IOException("more than a megabyte of it unpacks to nothing");
    }
    try {
      int read = in.read(target, offset, length);
      count += Math.max(0, read);
      return read;
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  @Override
  public long skip(long bytes) throws IOException {
    long skipped = 0;
    while (skipped < bytes && read() >= 0) {
      skipped++;
    }
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  @Override
  public void close() {
    // the source is its opener's
  }
}
