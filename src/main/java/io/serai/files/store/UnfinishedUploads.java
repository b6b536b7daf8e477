package io.serai.files.store;

import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsRequest;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Finds and ends multipart uploads that nobody will finish; they cost storage until then.
 * Thread-safe.
 */
final class UnfinishedUploads {

  private static final Logger LOG = LoggerFactory.getLogger(UnfinishedUploads.class);

  private final S3Client s3;
  private final AtomicBoolean warned = new AtomicBoolean();

  UnfinishedUploads(S3Client s3) {
    this.s3 = s3;
  }

  /**
   * Ends those of a key; without the right to, it warns once, as nothing but space depends on it.
   */
  void abortIfAllowed(String bucket, String key) {
    try {
      abort(bucket, key);
    } catch (S3Exception e) {
      if (e.statusCode() != HttpURLConnection.HTTP_FORBIDDEN || StoreFault.of(e).ofSettings()) {
        throw e;
      }
      if (!warned.getAndSet(true)) {
        LOG.warn(
            "Unfinished uploads in bucket {} stay, because they may not be listed or ended: allow the"
                + " user of OBS_ACCESS_KEY s3:ListBucketMultipartUploads and"
                + " s3:AbortMultipartUpload, or let a rule of the bucket end them ({})",
            bucket,
            StoreFault.of(e).message());
      }
    }
  }

  int abort(String bucket, String key) {
    return abort(bucket, key, upload -> upload.key().equals(key));
  }

  int sweep(String bucket, Instant begunBefore) {
    return abort(bucket, "", upload -> upload.initiated().isBefore(begunBefore));
  }

  private int abort(String bucket, String prefix, Predicate<MultipartUpload> which) {
    List<MultipartUpload> found = list(bucket, prefix).stream().filter(which).toList();
    int aborted = 0;
    for (MultipartUpload upload : found) {
      aborted += abort(bucket, upload) ? 1 : 0;
    }
    return aborted;
  }

  private List<MultipartUpload> list(String bucket, String prefix) {
    List<MultipartUpload> found = new ArrayList<>();
    ListMultipartUploadsRequest request =
        ListMultipartUploadsRequest.builder()
            .bucket(bucket)
            .prefix(prefix.isEmpty() ? null : prefix)
            .build();
    for (boolean more = true; more; ) {
      ListMultipartUploadsResponse page = s3.listMultipartUploads(request);
      found.addAll(page.uploads());
      more =
          Boolean.TRUE.equals(page.isTruncated())
              && page.nextKeyMarker() != null
              && !(page.nextKeyMarker().equals(request.keyMarker())
                  && String.valueOf(page.nextUploadIdMarker())
                      .equals(String.valueOf(request.uploadIdMarker())));
      request =
          request.toBuilder()
              .keyMarker(page.nextKeyMarker())
              .uploadIdMarker(page.nextUploadIdMarker())
              .build();
    }
    return found;
  }

  private boolean abort(String bucket, MultipartUpload upload) {
    try {
      s3.abortMultipartUpload(
          request -> request.bucket(bucket).key(upload.key()).uploadId(upload.uploadId()));
      LOG.info(
          "Ended the unfinished upload of {}/{} begun at {}",
          bucket,
          upload.key(),
          upload.initiated());
      return true;
    } catch (NoSuchUploadException e) {
      return false;
    }
  }
}
