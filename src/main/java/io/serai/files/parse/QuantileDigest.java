package io.serai.files.parse;

import com.tdunning.math.stats.MergingDigest;
import com.tdunning.math.stats.TDigest;
import java.util.Arrays;

/** Estimates quantiles by a t-digest, in constant memory. For one thread. */
final class QuantileDigest {

  private static final double LARGEST = 1e300;

  /** Neighbours of a sorted block that go in as one: a fraction of the digest's own error. */
  private static final int GROUP = 8;

  private final TDigest digest;

  QuantileDigest(double compression) {
    digest = new MergingDigest(compression);
  }

  /** Sorts the block and takes it in, its last first: what may not be grouped goes ahead. */
  void add(double[] block, int length) {
    if (length == 0) {
      return;
    }
    Arrays.sort(block, 0, length);
    add(block[length - 1], 1);
    int i = 0;
    while (i < length - 1) {
      int size = isGroup(block, i, length) ? GROUP : 1;
      double sum = 0;
      for (int j = i; j < i + size; j++) {
        sum += bounded(block[j]);
      }
      add(Math.max(block[i], Math.min(block[i + size - 1], sum / size)), size);
      i += size;
    }
  }

  /** The digest wants its least and greatest values alone. */
  private static boolean isGroup(double[] block, int from, int length) {
    return from + GROUP < length
        && block[from] > block[0]
        && block[from + GROUP - 1] < block[length - 1];
  }

  /** Takes a value in so many times; that must be one for the least and the greatest. */
  void add(double value, long times) {
    digest.add(bounded(value), (int) Math.min(Integer.MAX_VALUE, times));
  }

  /** The digest cannot reckon with infinity. */
  private static double bounded(double value) {
    return Math.max(-LARGEST, Math.min(LARGEST, value));
  }

  double quantile(double part) {
    return digest.quantile(part);
  }
}
