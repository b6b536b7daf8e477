package io.serai.files;

import io.serai.files.store.ObjectStore;
import io.serai.files.store.StoredResult;
import java.util.Optional;

/** Decides whether a source has its result. Thread-safe. */
final class ResultCheck {

  private final ObjectStore store;

  /**
   * @param store asked for each result, a request each; null: the processing log is believed
   */
  ResultCheck(ObjectStore store) {
    this.store = store;
  }

  /**
   * What is wrong, for a person; null when nothing is.
   *
   * @param end how the source ended, null when it did not
   */
  String fault(FileResult end) {
    if (end == null) {
      return "has no result: it is new or changed, and was not processed since";
    }
    if (!end.status().equals(FileResult.SUCCESS)) {
      return "has no result, %s: %s".formatted(end.errorCode(), end.error());
    }
    return store == null ? null : stored(end);
  }

  private String stored(FileResult end) {
    String name = "its result %s/%s".formatted(end.destBucket(), end.destKey());
    Optional<StoredResult> found = store.result(end.destBucket(), end.destKey());
    if (found.isEmpty()) {
      return name + " is gone";
    }
    StoredResult result = found.get();
    if (result.size() != end.resultSize()) {
      return "%s has %,d bytes, but %,d were written"
          .formatted(name, result.size(), end.resultSize());
    }
    boolean same = result.sha256() == null || result.sha256().equals(end.resultSha256());
    return same ? null : name + " was overwritten by another of the same size";
  }
}
