package io.serai.files;

import io.serai.files.store.ResultUpload;

/**
 * A file whose source was read and whose result is being stored. One thread at a time.
 *
 * @param task what is done
 * @param parser that made the result
 * @param sourceEtag ETag of the bytes that were read
 * @param sourceSize bytes that were read
 * @param sourceSha256 of the bytes that were read, hexadecimal
 * @param upload the result, on its way
 * @param local whether there are local files of it, to be cleaned up at its end
 */
public record Transfer(
    PendingTask task,
    String parser,
    String sourceEtag,
    long sourceSize,
    String sourceSha256,
    ResultUpload upload,
    boolean local) {

  /** Bytes of the result. */
  public long resultSize() {
    return upload.length();
  }

  /** SHA-256 of the result, hexadecimal. */
  public String resultSha256() {
    return upload.sha256();
  }
}
