package io.serai.files.store;

import java.io.IOException;
import java.io.OutputStream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;

/** Looks whether an object is what was sent. */
record StoredCheck(S3Client s3, String bucket, String key) {

  /**
   * Compares size and SHA-256 by reading the object, for storages whose ETags are not MD5.
   *
   * @throws TransferException when it is something else
   */
  void readBack(long length, String sha256) throws IOException {
    HeadObjectResponse head = s3.headObject(request -> request.bucket(bucket).key(key));
    if (head.contentLength() != length) {
      throw mismatch("%d bytes, not %d".formatted(head.contentLength(), length));
    }
    ResponseInputStream<GetObjectResponse> download =
        s3.getObject(request -> request.bucket(bucket).key(key));
    try (SourceStream stored = SourceStream.of(download)) {
      stored.transferTo(OutputStream.nullOutputStream());
      String found = stored.sha256().orElseThrow();
      if (!found.equals(sha256)) {
        throw mismatch("bytes of SHA-256 %s, not %s".formatted(found, sha256));
      }
    }
  }

  private TransferException mismatch(String what) {
    return new TransferException(
        TransferException.CHECKSUM,
        "the object storage has stored %s under %s/%s".formatted(what, bucket, key),
        null);
  }

  /**
   * The end of an upload may have worked although its answer got lost; the repeated request then
   * finds no upload any more.
   *
   * @return the ETag, when the object is the one that was expected
   */
  String etagOfLostAnswer(String expected, NoSuchUploadException failure) {
    try {
      String etag =
          StoredObject.plain(s3.headObject(request -> request.bucket(bucket).key(key)).eTag());
      if (etag.equals(expected)) {
        return etag;
      }
    } catch (NoSuchKeyException e) {
      failure.addSuppressed(e);
    }
    throw failure;
  }
}
