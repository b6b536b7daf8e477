package io.serai.cli;

import io.serai.files.store.ObjectStore;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ListObjectsRequest;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Objects to measure with. Thread-safe. */
final class BenchObjects {

  private static final int THREADS = 8;
  private static final int FOLDERS = 100;

  private final S3Client s3;

  BenchObjects(S3Client s3) {
    this.s3 = s3;
  }

  /**
   * Fills a new bucket.
   *
   * @return the keys
   */
  List<String> fill(String bucket, int count, int size)
      throws InterruptedException, ExecutionException {
    new ObjectStore(s3).createBucketIfMissing(bucket);
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    List<String> keys =
        IntStream.range(0, count).mapToObj(i -> "%02d/%06d.bin".formatted(i % FOLDERS, i)).toList();
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      List<? extends Future<?>> puts =
          keys.stream().map(key -> pool.submit(() -> put(bucket, key, content))).toList();
      for (Future<?> put : puts) {
        put.get();
      }
    } finally {
      pool.shutdownNow();
    }
    return keys;
  }

  /** Returns nothing: an answer of the SDK holds on to the bytes that were sent. */
  private void put(String bucket, String key, byte[] content) {
    s3.putObject(request -> request.bucket(bucket).key(key), RequestBody.fromBytes(content));
  }

  /**
   * Deletes what is in a bucket, which may be missing, and makes it anew.
   *
   * @return how many objects there were
   */
  int empty(String bucket) {
    new ObjectStore(s3).createBucketIfMissing(bucket);
    int deleted = 0;
    ListObjectsRequest page = ListObjectsRequest.builder().bucket(bucket).build();
    List<S3Object> found = s3.listObjects(page).contents();
    while (!found.isEmpty()) {
      List<ObjectIdentifier> names =
          found.stream().map(each -> ObjectIdentifier.builder().key(each.key()).build()).toList();
      s3.deleteObjects(request -> request.bucket(bucket).delete(all -> all.objects(names)));
      deleted += names.size();
      found = s3.listObjects(page).contents();
    }
    return deleted;
  }
}
