package io.serai.files;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * One file to process, as a message of the tasks topic names it (requirement 003). Immutable.
 *
 * @param key of the source object; the only field that must be there
 * @param bucket of the source object; null: OBS_SOURCE_BUCKET
 * @param destBucket of the result; null: OBS_DEST_BUCKET
 * @param destKey of the result; null: the source's key with {@code .parsed.json} behind it
 * @param size of the source in bytes when the task was made, or null
 * @param lastModified of the source, ISO 8601, or null
 * @param generatedAt when the task was made, ISO 8601, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({
  "key",
  "bucket",
  "dest_bucket",
  "dest_key",
  "size",
  "last_modified",
  "generated_at"
})
public record FileTask(
    @JsonProperty("key") String key,
    @JsonProperty("bucket") String bucket,
    @JsonProperty("dest_bucket") String destBucket,
    @JsonProperty("dest_key") String destKey,
    @JsonProperty("size") Long size,
    @JsonProperty("last_modified") String lastModified,
    @JsonProperty("generated_at") String generatedAt) {

  private static final String RESULT_SUFFIX = ".parsed.json";

  /** The same task with every place named. */
  FileTask in(String sourceBucket, String resultBucket) {
    return new FileTask(
        key,
        bucket == null ? sourceBucket : bucket,
        destBucket == null ? resultBucket : destBucket,
        destKey == null ? key + RESULT_SUFFIX : destKey,
        size,
        lastModified,
        generatedAt);
  }

  /** Whether an object of that key is a result, as far as its key tells. */
  static boolean isResult(String key) {
    return key.endsWith(RESULT_SUFFIX);
  }

  /** The key of the source whose result has this one, unless its task named another. */
  static String sourceOf(String resultKey) {
    return resultKey.substring(0, resultKey.length() - RESULT_SUFFIX.length());
  }

  /** Bucket and key of the source: tasks of one source are processed in their order. */
  String source() {
    return bucket + "/" + key;
  }
}
