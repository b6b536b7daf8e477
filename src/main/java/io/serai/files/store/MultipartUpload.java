package io.serai.files.store;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** The calls of one upload in parts. One thread at a time. */
final class MultipartUpload {

  private static final Logger LOG = LoggerFactory.getLogger(MultipartUpload.class);

  private final S3Client s3;
  private final UnfinishedUploads unfinished;
  private final StoredCheck check;
  private final String bucket;
  private final String key;
  private final List<CompletedPart> sent = new ArrayList<>();
  private final MessageDigest md5OfParts = Digests.md5();
  private String id;
  private boolean completed;

  MultipartUpload(S3Client s3, UnfinishedUploads unfinished, String bucket, String key) {
    this.s3 = s3;
    this.unfinished = unfinished;
    this.check = new StoredCheck(s3, bucket, key);
    this.bucket = bucket;
    this.key = key;
  }

  boolean isBegun() {
    return id != null;
  }

  /** The number of the part that comes next, from 1. */
  int nextPart() {
    return sent.size() + 1;
  }

  /** Sends a part; the first one begins the upload and ends what earlier attempts have left. */
  void send(PartBuffer part) throws IOException {
    if (!isBegun()) {
      unfinished.abortIfAllowed(bucket, key);
      id =
          s3.createMultipartUpload(
                  request -> request.bucket(bucket).key(key).contentType(ResultUpload.CONTENT_TYPE))
              .uploadId();
    }
    int number = nextPart();
    if (number > UploadParts.MOST) {
      throw new IOException(
          "the result %s/%s is too big: it has more than %d parts"
              .formatted(bucket, key, UploadParts.MOST));
    }
    UploadPartResponse answer =
        s3.uploadPart(
            request ->
                request
                    .bucket(bucket)
                    .key(key)
                    .uploadId(id)
                    .partNumber(number)
                    .contentLength((long) part.length()),
            RequestBody.fromInputStream(part.content(), part.length()));
    sent.add(CompletedPart.builder().partNumber(number).eTag(answer.eTag()).build());
    md5OfParts.update(part.md5());
  }

  /** Makes the parts an object and returns its ETag. */
  String complete(long length, String sha256) throws IOException {
    String expected = Digests.hex(md5OfParts.digest()) + "-" + sent.size();
    String etag;
    try {
      etag =
          s3.completeMultipartUpload(
                  request ->
                      request
                          .bucket(bucket)
                          .key(key)
                          .uploadId(id)
                          .multipartUpload(all -> all.parts(sent)))
              .eTag();
    } catch (NoSuchUploadException e) {
      etag = check.etagOfLostAnswer(expected, e);
    }
    completed = true;
    if (!StoredObject.plain(etag).equals(expected)) {
      readBack(length, sha256);
    }
    return StoredObject.plain(etag);
  }

  /** Makes sure of the object by reading it. */
  void readBack(long length, String sha256) throws IOException {
    check.readBack(length, sha256);
  }

  /** Puts metadata on the completed object and returns the ETag that it has then. */
  String describe(String etag, long length, Map<String, String> metadata) throws IOException {
    return new SelfCopy(s3, bucket, key, SelfCopy.LARGEST_COPY).run(etag, length, metadata);
  }

  void abort() {
    if (!isBegun() || completed) {
      return;
    }
    try {
      s3.abortMultipartUpload(request -> request.bucket(bucket).key(key).uploadId(id));
    } catch (NoSuchUploadException e) {
      LOG.debug("The upload of {}/{} had ended already", bucket, key);
    } catch (RuntimeException e) {
      LOG.warn(
          "The unfinished upload of {}/{} stays until the next attempt or sweep: {}",
          bucket,
          key,
          StoreFault.of(e).message());
    }
  }
}
