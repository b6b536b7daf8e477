package io.serai.files.store;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.security.MessageDigest;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * A download that counts its bytes, digests them on the way, and insists at its end that they are
 * all there. Skipped bytes are read and digested, too; marks are not supported. Transferred as a
 * whole to a {@link ResultUpload} it is digested once for both. One thread at a time.
 */
public final class SourceStream extends FilterInputStream {

  private static final int SKIP_BUFFER = 8_192;
  private static final int TRANSFER_BUFFER = 1 << 16;
  private static final long MOVED_EVERY = 1 << 20;

  private final Runnable abortion;
  private final Runnable moved;
  private final long expected;
  private final String etag;
  private final MessageDigest sha256 = Digests.sha256();
  private PartBuffer fetched;
  private InputStream content;
  private boolean untouched = true;
  private long count;
  private String hash;
  private boolean over;

  /**
   * @param download as the SDK or Camel hands it out; this stream closes it
   */
  public static SourceStream of(ResponseInputStream<GetObjectResponse> download) {
    return of(download, () -> {});
  }

  /**
   * @param download as the SDK or Camel hands it out; this stream closes it
   * @param moved is told of every megabyte that came
   */
  public static SourceStream of(ResponseInputStream<GetObjectResponse> download, Runnable moved) {
    GetObjectResponse response = download.response();
    return new SourceStream(
        download,
        download::abort,
        moved,
        response.contentLength(),
        StoredObject.plain(response.eTag()));
  }

  SourceStream(InputStream in, Runnable abortion, Runnable moved, long expected, String etag) {
    super(in);
    this.abortion = abortion;
    this.moved = moved;
    this.expected = expected;
    this.etag = etag;
  }

  /** Bytes that came so far. */
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

  /** SHA-256 of all bytes, hexadecimal; nothing before the end came. */
  public Optional<String> sha256() {
    return Optional.ofNullable(hash);
  }

  /**
   * Holds all of it from now on, so that whoever reads it later keeps no connection.
   *
   * @param memory large enough; given back by {@link #close}
   * @throws TransferException as {@link #read} does
   */
  void fetch(PartBuffer memory) throws IOException {
    fetched = memory;
    while (!over && memory.length() < Math.min(expected, memory.capacity())) {
      memory.readFrom(this);
    }
    finishReading();
    content = memory.content();
    untouched = true;
  }

  /** Leaves what was fetched to another, who gives it back; nothing when nothing was fetched. */
  Optional<PartBuffer> handOver() {
    PartBuffer memory = fetched;
    if (memory != null) {
      fetched = null;
      content = InputStream.nullInputStream();
    }
    return Optional.ofNullable(memory);
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
    untouched = false;
    return content != null ? content.read(bytes, offset, length) : download(bytes, offset, length);
  }

  private int download(byte[] bytes, int offset, int length) throws IOException {
    if (over) {
      return length == 0 ? 0 : -1;
    }
    int read = receive(bytes, offset, length);
    if (read < 0) {
      finish();
      return -1;
    }
    sha256.update(bytes, offset, read);
    if ((count + read) / MOVED_EVERY > count / MOVED_EVERY) {
      moved.run();
    }
    count += read;
    return read;
  }

  private int receive(byte[] bytes, int offset, int length) throws TransferException {
    try {
      return in.read(bytes, offset, length);
    } catch (SocketTimeoutException e) {
      throw new TransferException(
          TransferException.TIMEOUT,
          "the object storage did not go on within OBS_REQUEST_TIMEOUT after %d of %d bytes"
              .formatted(count, expected),
          e);
    } catch (IOException e) {
      throw cutOff(e);
    }
  }

  private void finish() throws TransferException {
    over = true;
    if (count != expected) {
      throw cutOff(null);
    }
    hash = Digests.hex(digest().digest());
  }

  /** A copy of what the bytes that came so far amount to. */
  MessageDigest digest() {
    return Digests.copy(sha256);
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
  public int available() throws IOException {
    return content != null ? content.available() : in.available();
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  @Override
  public long transferTo(OutputStream target) throws IOException {
    if (untouched && target instanceof ResultUpload result && result.length() == 0) {
      return result.copy(this);
    }
    byte[] buffer = new byte[TRANSFER_BUFFER];
    long total = 0;
    for (int read = read(buffer); read >= 0; read = read(buffer)) {
      target.write(buffer, 0, read);
      total += read;
    }
    return total;
  }

  /**
   * Reads what its reader left, so that all of it is digested.
   *
   * @throws TransferException as {@link #read} does
   */
  public void finishReading() throws IOException {
    byte[] buffer = new byte[over ? 0 : SKIP_BUFFER];
    while (!over) {
      download(buffer, 0, buffer.length);
    }
  }

  /** Gives up the rest: drops the connection instead of reading on to its end. Never throws. */
  public void abort() {
    over = true;
    abortion.run();
  }

  /** Returns the connection when all was read; drops it otherwise. Gives its memory back. */
  @Override
  public void close() throws IOException {
    handOver().ifPresent(PartBuffer::release);
    if (hash == null) {
      abort();
    }
    in.close();
  }
}
