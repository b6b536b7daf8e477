package io.serai.files;

import io.serai.files.store.ObjectPage;
import io.serai.files.store.ObjectStore;
import io.serai.files.store.StoredObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/** Compares the objects of a bucket with the processing log, page by page. Thread-safe. */
public final class FilesVerification {

  private final ObjectStore store;
  private final FileResultTable results;
  private final String resultBucket;

  /**
   * @param resultBucket results in it are no sources
   */
  FilesVerification(ObjectStore store, FileResultTable results, String resultBucket) {
    this.store = store;
    this.results = results;
    this.resultBucket = resultBucket;
  }

  /**
   * What was found.
   *
   * @param objects in the bucket
   * @param missing those without a result
   */
  public record Summary(long objects, long missing) {}

  /**
   * Looks at every object whose key begins so.
   *
   * @param report is told of each that has no result, and why
   */
  public Summary verify(String bucket, String prefix, BiConsumer<StoredObject, String> report) {
    long objects = 0;
    long missing = 0;
    String after = "";
    boolean more = true;
    while (more) {
      ObjectPage page = list(bucket, prefix, after);
      List<KeyAndEtag> wanted =
          page.objects().stream().map(each -> new KeyAndEtag(each.key(), each.etag())).toList();
      Set<String> found = results.withResult(bucket, wanted);
      for (StoredObject object : page.objects()) {
        if (bucket.equals(resultBucket) && FileTask.isResult(object.key())) {
          continue;
        }
        objects++;
        if (!found.contains(object.key())) {
          missing++;
          report.accept(object, "has no result");
        }
      }
      after = page.last();
      more = page.more();
    }
    return new Summary(objects, missing);
  }

  private ObjectPage list(String bucket, String prefix, String after) {
    try {
      return store.list(bucket, prefix, after, ObjectStore.LARGEST_PAGE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
