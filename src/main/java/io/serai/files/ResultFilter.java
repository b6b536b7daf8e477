package io.serai.files;

import java.time.Instant;

/**
 * Which outcomes are meant; a null field matches all.
 *
 * @param status {@link FileResult#SUCCESS} or {@link FileResult#FAILED}
 * @param bucket bucket of the source
 * @param keyPrefix what the key of the source begins with
 * @param since finished then or later
 * @param limit how many at the most, the newest; 0: all
 */
public record ResultFilter(
    String status, String bucket, String keyPrefix, Instant since, long limit) {

  /** Every outcome. */
  public static final ResultFilter ALL = new ResultFilter(null, null, null, null, 0);
}
