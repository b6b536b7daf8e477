package io.serai.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;

/**
 * The baseline of the files line's benchmark: objects copied with the SDK alone. A GET is streamed
 * into a PUT on plain threads; no Camel, Kafka, ledger, digests or retries.
 */
public final class PlainCopy {

  private final S3Client s3;
  private final String from;
  private final String to;
  private final List<String> keys;
  private final int all;
  private final AtomicInteger next = new AtomicInteger();
  private final AtomicInteger copied = new AtomicInteger();

  /**
   * @param s3 client of the storage; stays open
   * @param from bucket of the objects
   * @param to bucket of their copies, which have the same keys
   * @param passes how often each is copied
   */
  public PlainCopy(S3Client s3, String from, String to, List<String> keys, int passes) {
    this.s3 = s3;
    this.from = from;
    this.to = to;
    this.keys = keys;
    this.all = passes * keys.size();
  }

  /** Objects copied so far. */
  public int copied() {
    return copied.get();
  }

  /**
   * Copies all and returns when the last one is there.
   *
   * @throws ExecutionException with what the storage had against it
   */
  public void run(int threads) throws InterruptedException, ExecutionException {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<? extends Future<?>> all =
          IntStream.range(0, threads).mapToObj(thread -> pool.submit(this::copyAll)).toList();
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private void copyAll() {
    for (int i = next.getAndIncrement(); i < all; i = next.getAndIncrement()) {
      copy(keys.get(i % keys.size()));
      copied.incrementAndGet();
    }
  }

  private void copy(String key) {
    try (ResponseInputStream<GetObjectResponse> source =
        s3.getObject(request -> request.bucket(from).key(key))) {
      long length = source.response().contentLength();
      s3.putObject(
          request -> request.bucket(to).key(key), RequestBody.fromInputStream(source, length));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
