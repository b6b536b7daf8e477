package io.serai.files;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Lets the line know that a large file still moves. One thread at a time. */
final class MovingStream extends FilterInputStream {

  private static final long EVERY_BYTES = 1 << 20;
  private static final int BUFFER = 1 << 16;

  private final FilesProgress progress;
  private long unreported;

  MovingStream(InputStream in, FilesProgress progress) {
    super(in);
    this.progress = progress;
  }

  @Override
  public int read() throws IOException {
    moved(1);
    return in.read();
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = in.read(bytes, offset, length);
    moved(read);
    return read;
  }

  @Override
  public long transferTo(OutputStream target) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long moved = 0;
    for (int read = read(buffer); read >= 0; read = read(buffer)) {
      target.write(buffer, 0, read);
      moved += read;
    }
    return moved;
  }

  private void moved(int bytes) {
    unreported += bytes;
    if (unreported >= EVERY_BYTES) {
      unreported = 0;
      progress.progressed();
    }
  }
}
