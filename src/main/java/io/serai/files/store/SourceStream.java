package io.serai.files.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.security.MessageDigest;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * A download that counts its bytes, digests them on the way, and insists at its end that they are
 * all there. Skipped bytes are read and digested, too; marks are not supported. One thread at a
 * time.
 */
public final class SourceStream extends FilterInputStream {

  private static final int SKIP_BUFFER = 8_192;

  private final Runnable abortion;
  private final long expected;
  private final String etag;
  private final MessageDigest sha256 = Digests.sha256();
  private long count;
  private String hash;
  private boolean over;

  /**
   * @param download as the SDK or Camel hands it out; this stream closes it
   */
  public static SourceStream of(ResponseInputStream<GetObjectResponse> download) {
    GetObjectResponse response = download.response();
    return new SourceStream(
        download, download::abort, response.contentLength(), StoredObject.plain(response.eTag()));
  }

  SourceStream(InputStream in, Runnable abortion, long expected, String etag) {
    super(in);
    this.abortion = abortion;
    this.expected = expected;
    this.etag = etag;
  }

  /** Bytes read so far. */
  public long count() {
    return count;
  }

  /** Bytes that the object has. */
  public long expected() {
    return expected;
  }

  /** The ETag of the object, without quotes. */
  public String etag() {
    return etag;
  }

  /** SHA-256 of all bytes, hexadecimal; nothing before the end has been read. */
  public Optional<String> sha256() {
    return Optional.ofNullable(hash);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  /**
   * Reads on.
   *
   * @throws TransferException when the connection broke or nothing came in time, or the body is too
   *     short or long
   */
  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (over) {
      return length == 0 ? 0 : -1;
    }
    int read;
    try {
      read = in.read(bytes, offset, length);
    } catch (SocketTimeoutException e) {
      throw new TransferException(
          TransferException.TIMEOUT,
          "the object storage did not go on within OBS_REQUEST_TIMEOUT after %d of %d bytes"
              .formatted(count, expected),
          e);
    } catch (IOException e) {
      throw cutOff(e);
    }
    if (read < 0) {
      finish();
      return -1;
    }
    sha256.update(bytes, offset, read);
    count += read;
    return read;
  }

  private void finish() throws TransferException {
    over = true;
    if (count != expected) {
      throw cutOff(null);
    }
    hash = Digests.hex(sha256.digest());
  }

  private TransferException cutOff(IOException cause) {
    return new TransferException(
        TransferException.CUT_OFF,
        "the download was cut off after %d of %d bytes".formatted(count, expected),
        cause);
  }

  @Override
  public long skip(long bytes) throws IOException {
    byte[] buffer = new byte[SKIP_BUFFER];
    long left = bytes;
    while (left > 0) {
      int read = read(buffer, 0, (int) Math.min(SKIP_BUFFER, left));
      if (read < 0) {
        break;
      }
      left -= read;
    }
    return Math.max(0, bytes) - Math.max(0, left);
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  /**
   * All of a small object at once.
   *
   * @throws TransferException as {@link #read} does
   */
  public byte[] readExpected() throws IOException {
    byte[] all = new byte[Math.toIntExact(expected)];
    readNBytes(all, 0, all.length);
    finishReading();
    return all;
  }

  /**
   * Reads what its reader left, so that all of it is digested.
   *
   * @throws TransferException as {@link #read} does
   */
  public void finishReading() throws IOException {
    while (!over) {
      skip(Long.MAX_VALUE);
    }
  }

  /** Gives up the rest: drops the connection instead of reading on to its end. Never throws. */
  public void abort() {
    over = true;
    abortion.run();
  }

  /** Returns the connection when all was read; drops it otherwise. */
  @Override
  public void close() throws IOException {
    if (hash == null) {
      abort();
    }
    in.close();
  }
}
