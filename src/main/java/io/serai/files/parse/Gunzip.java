package io.serai.files.parse;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.CompressorStreamFactory;

/**
 * Unpacks gzip, of one member or several in a row, and stops where it grows beyond all measure.
 * Must be closed; the source stays open. For one thread.
 */
final class Gunzip extends FilterInputStream {

  /** Bytes that any file may unpack to, however small it was packed. */
  static final long GRACE = 16L << 20;

  /** Goes on after the first member. */
  private static final CompressorStreamFactory MEMBERS = new CompressorStreamFactory(true);

  private final PackedSource packed;
  private final int maxExpansion;
  private long unpacked;

  private Gunzip(InputStream content, PackedSource packed, int maxExpansion) {
    super(content);
    this.packed = packed;
    this.maxExpansion = maxExpansion;
  }

  /**
   * Begins to unpack.
   *
   * @throws InvalidFileException when it does not begin as gzip does
   */
  static Gunzip open(InputStream source, int maxExpansion) throws IOException {
    PackedSource packed = new PackedSource(source);
    try {
      InputStream content =
          MEMBERS.createCompressorInputStream(CompressorStreamFactory.GZIP, packed);
      return new Gunzip(content, packed, maxExpansion);
    } catch (IOException | RuntimeException e) {
      throw fault(packed, e);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count;
    try {
      count = in.read(target, offset, length);
    } catch (IOException | RuntimeException e) {
      throw fault(packed, e);
    }
    packed.noteContent();
    unpacked += Math.max(0, count);
    if (unpacked > GRACE && unpacked > packed.count() * maxExpansion) {
      throw new InvalidFileException(
          "GZIP_BOMB",
          ("the gzip file unpacks to more than %d times its size: %d bytes from %d so far. If that"
                  + " is right, raise FILES_MAX_EXPANSION")
              .formatted(maxExpansion, unpacked, packed.count()));
    }
    return count;
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

  private static IOException fault(PackedSource packed, Exception e) {
    if (packed.failure() != null) {
      return packed.failure();
    }
    Throwable cause = e.getCause() == null ? e : e.getCause();
    if (cause instanceof EOFException) {
      return new InvalidFileException(
          "BAD_GZIP",
          "the gzip file is cut off after byte %d: store it again".formatted(packed.count()),
          e);
    }
    String reason = cause.getMessage();
    return new InvalidFileException(
        "BAD_GZIP",
        "the gzip file is damaged%s: store it again"
            .formatted(reason == null ? "" : " (" + reason + ")"),
        e);
  }
}
