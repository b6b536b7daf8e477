package io.serai.files.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A result on its way into the object storage, of any size, in the memory of one part.
 *
 * <p>Up to the size of a part it stays in memory: the caller sends {@link #content} in one request
 * and hands the ETag of the answer to {@link #complete}. Beyond that it is sent part by part as it
 * is written, and {@link #completeMultipart} makes it an object. Before that nothing of it is seen
 * under its key, and what a killed process leaves is ended by the next upload of the key or by
 * {@link ObjectStore#sweepUploads}.
 *
 * <p>Whoever begins one ends it by one of the two, or by {@link #abort}, which does nothing after
 * them. {@link #close} does nothing, so that a parser may close what it writes to. A result above
 * 256 KB may have to wait for memory. One thread at a time.
 */
public final class ResultUpload extends OutputStream {

  /** What results are. */
  public static final String CONTENT_TYPE = "application/json";

  private final MultipartUpload target;
  private final UploadParts parts;
  private final ResultMetadata metadata;
  private MessageDigest sha256 = Digests.sha256();
  private PartBuffer part;
  private long length;
  private String hash;
  private String hashOfSource;
  private String etagOfSource;
  private boolean ended;

  ResultUpload(MultipartUpload target, UploadParts parts, ResultMetadata metadata) {
    this.target = target;
    this.parts = parts;
    this.metadata = metadata;
    this.part = nextPart();
  }

  /**
   * Adds to the metadata what the result was made from.
   *
   * @param source which was read to its end
   */
  public void describe(SourceStream source) {
    hashOfSource = source.sha256().orElseThrow();
    etagOfSource = source.etag();
    metadata.put(ResultMetadata.SOURCE_SIZE, String.valueOf(source.count()));
    metadata.put(ResultMetadata.SOURCE_SHA256, hashOfSource);
  }

  /**
   * Holds a small source from now on, so that whoever reads it later keeps no connection; in memory
   * such as results have, because a source that is copied becomes its result.
   *
   * @param source of which nothing was read, no larger than a part
   * @throws TransferException when the source cannot be read
   */
  public void fetch(SourceStream source) throws IOException {
    source.fetch(nextPart());
  }

  /** What goes with the object; ends the writing, because its digest is part of it. */
  public Map<String, String> metadata() {
    metadata.put(ResultMetadata.RESULT_SHA256, sha256());
    metadata.put(ResultMetadata.RESULT_SIZE, String.valueOf(length));
    return metadata.toMap();
  }

  /** Bytes written so far. */
  public long length() {
    return length;
  }

  /** SHA-256 of the bytes, hexadecimal; ends the writing. */
  public String sha256() {
    if (hash == null) {
      hash = Digests.hex(sha256.digest());
    }
    return hash;
  }

  /** Whether all of it still fits into one part, so that the caller sends it. */
  public boolean isSmall() {
    return !target.isBegun();
  }

  /**
   * The bytes of a small result, at its beginning each time; their number is its {@link
   * InputStream#available}. It must not be used after the end of this upload.
   *
   * @throws IllegalStateException when the result is not small, or ended
   */
  public InputStream content() {
    requireOpen();
    if (!isSmall()) {
      throw new IllegalStateException("a result in parts has no content to send at once");
    }
    return part.content();
  }

  @Override
  public void write(int one) throws IOException {
    write(new byte[] {(byte) one}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, bytes.length);
    requireWritable();
    int written = 0;
    while (written < count) {
      makeRoom();
      written += part.write(bytes, offset + written, count - written);
    }
    sha256.update(bytes, offset, count);
    length += count;
  }

  /**
   * Takes a source as it is, whose digest then is the one of both.
   *
   * @param source of which nothing was read; this result is empty, too
   * @return bytes of the source
   */
  long copy(SourceStream source) throws IOException {
    requireWritable();
    Optional<PartBuffer> fetched = source.handOver();
    if (fetched.isPresent()) {
      part.release();
      part = fetched.get();
      length = part.length();
    } else {
      receive(source);
    }
    sha256 = source.digest();
    return length;
  }

  private void receive(SourceStream source) throws IOException {
    boolean received = false;
    try {
      int read = 0;
      while (read >= 0 && length < source.expected()) {
        makeRoom();
        read = part.readFrom(source);
        length += Math.max(0, read);
      }
      source.finishReading();
      received = true;
    } finally {
      if (!received) {
        abort();
      }
    }
  }

  private void requireWritable() {
    requireOpen();
    if (hash != null) {
      throw new IllegalStateException("the digest was taken, nothing can follow");
    }
  }

  private void makeRoom() throws IOException {
    if (part.isFull()) {
      sendPart();
    }
  }

  private PartBuffer nextPart() {
    return new PartBuffer(parts.buffers(), parts.size(target.nextPart()));
  }

  private void sendPart() throws IOException {
    target.send(part);
    if (parts.size(target.nextPart()) == part.capacity()) {
      part.clear();
    } else {
      // given back before the bigger one is waited for, or uploads could wait for each other
      part.release();
      part = nextPart();
    }
  }

  /**
   * Ends a small result: makes sure that what was stored is what was written. Where the ETag is not
   * the MD5 of the bytes, as with keys of a key management service, the object is read back. A
   * result that is its source byte by byte has the ETag of the source, which spares its MD5.
   *
   * @param etagOfPut the ETag that the storage answered, with or without quotes
   * @throws TransferException when something else is stored
   * @throws IllegalStateException when the result is not small, or ended
   */
  public void complete(String etagOfPut) throws IOException {
    content();
    try {
      String etag = StoredObject.plain(etagOfPut);
      boolean likeSource = sha256().equals(hashOfSource) && etag.equals(etagOfSource);
      if (!likeSource && !etag.equals(Digests.hex(part.md5()))) {
        target.readBack(length, sha256());
      }
    } finally {
      end();
    }
  }

  /**
   * Ends a result in parts: makes it an object, makes sure that it is what was written, as {@link
   * #complete} does, and puts the metadata on it, which is only known now, by copying it onto
   * itself within the storage.
   *
   * @return the ETag that the object has in the end
   * @throws TransferException when something else is stored
   * @throws IllegalStateException when the result is small, or ended
   */
  public String completeMultipart() throws IOException {
    requireOpen();
    if (isSmall()) {
      throw new IllegalStateException("a small result is sent by its caller");
    }
    if (part.length() > 0) {
      target.send(part);
    }
    part.release();
    String etag = target.complete(length, sha256());
    end();
    return target.describe(etag, length, metadata());
  }

  /** Gives the result up: nothing of it stays in the storage. Never throws. */
  public void abort() {
    if (!ended) {
      end();
      target.abort();
    }
  }

  private void end() {
    ended = true;
    part.release();
  }

  private void requireOpen() {
    if (ended) {
      throw new IllegalStateException("this upload has ended");
    }
  }

  /** Does nothing, see above. */
  @Override
  public void close() {}
}
