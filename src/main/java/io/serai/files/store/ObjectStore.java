package io.serai.files.store;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketAlreadyExistsException;
import software.amazon.awssdk.services.s3.model.BucketAlreadyOwnedByYouException;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsResponse;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * What the line asks of the object storage beside downloads and single uploads, which are routes'.
 * Failures are those of the SDK; {@link StoreFault} tells what they mean. Thread-safe.
 */
public final class ObjectStore {

  /** What one request lists at the most, by S3. */
  public static final int LARGEST_PAGE = 1_000;

  private final S3Client s3;
  private final UnfinishedUploads unfinished;
  private final UploadParts parts;

  /** Parts as {@link UploadParts#standard} has them, buffers for the heap of this process. */
  public ObjectStore(S3Client s3) {
    this(s3, UploadParts.standard(UploadBuffers.ofHeap()));
  }

  ObjectStore(S3Client s3, UploadParts parts) {
    this.s3 = s3;
    this.parts = parts;
    this.unfinished = new UnfinishedUploads(s3);
  }

  /**
   * Lists objects whose keys begin so and come after another key. By ListObjects V1, which every
   * kind of bucket of OBS has, and without URL encoding, which some storages get wrong; only a page
   * with a key that XML cannot express, such as one with a control character, is asked for so.
   *
   * @param after the last key of the page before; empty for the first page
   * @param most objects of the page, at most {@link #LARGEST_PAGE}
   * @throws IOException when the storage repeats itself, which would never end
   */
  public ObjectPage list(String bucket, String prefix, String after, int most) throws IOException {
    ListObjectsResponse page = page(bucket, prefix, after, Math.min(most, LARGEST_PAGE));
    boolean more = Boolean.TRUE.equals(page.isTruncated());
    List<S3Object> found = page.contents();
    String last = found.isEmpty() ? after : found.get(found.size() - 1).key();
    if (more && last.equals(after)) {
      throw new IOException(
          "the object storage repeats the list of bucket %s after '%s'".formatted(bucket, after));
    }
    List<StoredObject> objects =
        found.stream().filter(each -> !isFolder(each)).map(each -> of(bucket, each)).toList();
    return new ObjectPage(objects, last, more);
  }

  private ListObjectsResponse page(String bucket, String prefix, String after, int most) {
    ListObjectsRequest request =
        ListObjectsRequest.builder()
            .bucket(bucket)
            .prefix(prefix.isEmpty() ? null : prefix)
            .marker(after.isEmpty() ? null : after)
            .maxKeys(most)
            .build();
    try {
      return s3.listObjects(request);
    } catch (SdkClientException e) {
      if (!(e.getCause() instanceof XMLStreamException)) {
        throw e;
      }
      return s3.listObjects(request.toBuilder().encodingType(EncodingType.URL).build());
    }
  }

  private static boolean isFolder(S3Object object) {
    return object.key().endsWith("/") && object.size() == 0;
  }

  private static StoredObject of(String bucket, S3Object object) {
    return new StoredObject(
        bucket,
        object.key(),
        StoredObject.plain(object.eTag()),
        object.size(),
        object.lastModified());
  }

  /**
   * Looks at one object.
   *
   * @return nothing when the key does not exist, or the bucket where the storage does not tell
   */
  public Optional<StoredObject> head(String bucket, String key) {
    return headers(bucket, key)
        .map(
            head ->
                new StoredObject(
                    bucket,
                    key,
                    StoredObject.plain(head.eTag()),
                    head.contentLength(),
                    head.lastModified()));
  }

  /**
   * Looks at one result, without reading it.
   *
   * @return nothing as {@link #head}
   */
  public Optional<StoredResult> result(String bucket, String key) {
    return headers(bucket, key)
        .map(
            head ->
                new StoredResult(
                    head.contentLength(), head.metadata().get(ResultMetadata.RESULT_SHA256)));
  }

  private Optional<HeadObjectResponse> headers(String bucket, String key) {
    try {
      return Optional.of(s3.headObject(request -> request.bucket(bucket).key(key)));
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    }
  }

  /** Whether there is such a bucket; one that may not be looked at counts as there. */
  public boolean hasBucket(String bucket) {
    try {
      s3.headBucket(request -> request.bucket(bucket));
      return true;
    } catch (S3Exception e) {
      return e.statusCode() != HttpURLConnection.HTTP_NOT_FOUND;
    }
  }

  /**
   * Makes a bucket unless it is there.
   *
   * @return whether it was made
   */
  public boolean createBucketIfMissing(String bucket) {
    try {
      s3.headBucket(request -> request.bucket(bucket));
      return false;
    } catch (NoSuchBucketException e) {
      return create(bucket);
    }
  }

  private boolean create(String bucket) {
    try {
      s3.createBucket(request -> request.bucket(bucket));
      return true;
    } catch (BucketAlreadyOwnedByYouException | BucketAlreadyExistsException e) {
      // another process was faster; if it belongs to a stranger, the first use says so
      return false;
    }
  }

  /**
   * Begins a result. Nothing is sent until it has grown beyond a part.
   *
   * @param metadata what goes with the object, see {@link ResultMetadata}; more can be added while
   *     it is written
   */
  public ResultUpload upload(String bucket, String key, Map<String, String> metadata) {
    ResultMetadata all = new ResultMetadata();
    metadata.forEach(all::put);
    return new ResultUpload(new MultipartUpload(s3, unfinished, bucket, key), parts, all);
  }

  /**
   * Ends unfinished multipart uploads of exactly this key, whoever began them.
   *
   * @return how many there were
   */
  public int abortUploads(String bucket, String key) {
    return unfinished.abort(bucket, key);
  }

  /**
   * Ends unfinished multipart uploads of the bucket that were begun longer ago than this.
   *
   * @return how many there were
   */
  public int sweepUploads(String bucket, Duration olderThan) {
    return unfinished.sweep(bucket, Instant.now().minus(olderThan));
  }
}
