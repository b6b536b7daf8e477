package io.serai.cache;

/**
 * When a result is too poor to replace the last one.
 *
 * @param minRows fewer rows are refused, except of a batch; 0 lets an empty one pass
 * @param maxShrink the share that may be gone since the last time, from 0 to 1; 1 lets all pass
 */
public record Guard(long minRows, double maxShrink) {

  /** Lets everything pass. */
  public static final Guard NONE = new Guard(0, 1);

  /**
   * @throws IllegalArgumentException when a number is out of its range
   */
  public Guard {
    if (minRows < 0 || !(maxShrink >= 0 && maxShrink <= 1)) {
      throw new IllegalArgumentException(
          "min_rows must be 0 or more and max_shrink from 0 to 1, not %d and %s"
              .formatted(minRows, maxShrink));
    }
  }

  boolean shrinksTooMuch(long now, long before) {
    return now < before && now < before * (1 - maxShrink);
  }
}
