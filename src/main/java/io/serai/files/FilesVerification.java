package io.serai.files;

import io.serai.files.store.ObjectPage;
import io.serai.files.store.ObjectStore;
import io.serai.files.store.StoredObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;

/**
 * Compares the objects of a bucket with the processing log and the results, page by page.
 * Thread-safe.
 */
public final class FilesVerification {

  private static final int AT_ONCE = 8;

  private final ObjectStore store;
  private final FileResultTable results;
  private final Sources sources;

  /**
   * @param sources tells which objects are none
   */
  FilesVerification(ObjectStore store, FileResultTable results, Sources sources) {
    this.store = store;
    this.results = results;
    this.sources = sources;
  }

  /**
   * What was found.
   *
   * @param objects in the bucket
   * @param missing those without a result
   */
  public record Summary(long objects, long missing) {}

  /**
   * Looks at every object whose key begins so, and asks the storage for the result of each.
   *
   * @param destBucket where the results of this bucket go; null: where tasks go that name none
   * @param quick the processing log is believed: one request a thousand objects instead of one each
   * @param report is told of each that has no result, and why
   */
  public Summary verify(
      String bucket,
      String prefix,
      String destBucket,
      boolean quick,
      BiConsumer<StoredObject, String> report) {
    ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
    try {
      return verify(
          bucket, prefix, destBucket, new ResultCheck(quick ? null : store), pool, report);
    } finally {
      pool.shutdownNow();
    }
  }

  private Summary verify(
      String bucket,
      String prefix,
      String destBucket,
      ResultCheck check,
      ExecutorService pool,
      BiConsumer<StoredObject, String> report) {
    long objects = 0;
    long missing = 0;
    String after = "";
    boolean more = true;
    while (more) {
      ObjectPage page = list(bucket, prefix, after);
      List<StoredObject> found = sources.among(bucket, destBucket, page.objects());
      List<CompletableFuture<String>> faults = faults(bucket, found, check, pool);
      for (int i = 0; i < found.size(); i++) {
        String fault = await(faults.get(i));
        if (fault != null) {
          missing++;
          report.accept(found.get(i), fault);
        }
      }
      objects += found.size();
      after = page.last();
      more = page.more();
    }
    return new Summary(objects, missing);
  }

  private List<CompletableFuture<String>> faults(
      String bucket, List<StoredObject> found, ResultCheck check, ExecutorService pool) {
    Map<String, FileResult> ends =
        results.ends(
            bucket, found.stream().map(each -> new KeyAndEtag(each.key(), each.etag())).toList());
    return found.stream()
        .map(each -> CompletableFuture.supplyAsync(() -> check.fault(ends.get(each.key())), pool))
        .toList();
  }

  private static String await(CompletableFuture<String> fault) {
    try {
      return fault.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  private ObjectPage list(String bucket, String prefix, String after) {
    try {
      return store.list(bucket, prefix, after, ObjectStore.LARGEST_PAGE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
