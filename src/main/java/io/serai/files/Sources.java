package io.serai.files;

import io.serai.files.store.StoredObject;
import java.util.List;
import java.util.Set;

/**
 * Tells the sources in a bucket from results that were put beside them: by their keys where results
 * go into that bucket, else by the processing log, which knows those that went there before.
 * Thread-safe.
 */
final class Sources {

  private final FileResultTable results;
  private final String resultBucket;

  /**
   * @param resultBucket of tasks that name none
   */
  Sources(FileResultTable results, String resultBucket) {
    this.results = results;
    this.resultBucket = resultBucket;
  }

  /**
   * Those that are no results, in their order.
   *
   * @param bucket that has them all
   * @param destBucket where the results of this bucket are to go; null: where tasks go that name
   *     none
   */
  List<StoredObject> among(String bucket, String destBucket, List<StoredObject> objects) {
    List<String> suspects =
        objects.stream().map(StoredObject::key).filter(FileTask::isResult).toList();
    if (suspects.isEmpty()) {
      return objects;
    }
    boolean here = bucket.equals(destBucket == null ? resultBucket : destBucket);
    Set<String> found = here ? Set.copyOf(suspects) : results.resultsBeside(bucket, suspects);
    return objects.stream().filter(object -> !found.contains(object.key())).toList();
  }
}
