package io.serai.files.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.MetadataDirective;

/**
 * Copies an object onto itself, the only way of S3 to change metadata. The bytes do not leave the
 * storage. If the object is another one meanwhile the copy is refused with status 412.
 *
 * @param largest bytes that are copied by one request
 */
record SelfCopy(S3Client s3, String bucket, String key, long largest) {

  /** What S3 copies by one request. */
  static final long LARGEST_COPY = 5L << 30;

  /** Returns the new ETag. */
  String run(String etag, long length, Map<String, String> metadata) {
    return StoredObject.plain(
        length <= largest ? atOnce(etag, metadata) : inParts(etag, length, metadata));
  }

  private String atOnce(String etag, Map<String, String> metadata) {
    return s3.copyObject(
            request ->
                request
                    .sourceBucket(bucket)
                    .sourceKey(key)
                    .copySourceIfMatch("\"" + etag + "\"")
                    .destinationBucket(bucket)
                    .destinationKey(key)
                    .metadataDirective(MetadataDirective.REPLACE)
                    .contentType(ResultUpload.CONTENT_TYPE)
                    .metadata(metadata))
        .copyObjectResult()
        .eTag();
  }

  private String inParts(String etag, long length, Map<String, String> metadata) {
    String id =
        s3.createMultipartUpload(
                request ->
                    request
                        .bucket(bucket)
                        .key(key)
                        .contentType(ResultUpload.CONTENT_TYPE)
                        .metadata(metadata))
            .uploadId();
    List<CompletedPart> parts = new ArrayList<>();
    for (long from = 0; from < length; from += largest) {
      parts.add(copyPart(id, etag, parts.size() + 1, from, Math.min(length, from + largest) - 1));
    }
    return s3.completeMultipartUpload(
            request ->
                request
                    .bucket(bucket)
                    .key(key)
                    .uploadId(id)
                    .multipartUpload(all -> all.parts(parts)))
        .eTag();
  }

  private CompletedPart copyPart(String id, String etag, int number, long from, long to) {
    String copied =
        s3.uploadPartCopy(
                request ->
                    request
                        .sourceBucket(bucket)
                        .sourceKey(key)
                        .copySourceIfMatch("\"" + etag + "\"")
                        .copySourceRange("bytes=" + from + "-" + to)
                        .destinationBucket(bucket)
                        .destinationKey(key)
                        .uploadId(id)
                        .partNumber(number))
            .copyPartResult()
            .eTag();
    return CompletedPart.builder().partNumber(number).eTag(copied).build();
  }
}
