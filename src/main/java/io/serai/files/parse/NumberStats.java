package io.serai.files.parse;

import com.tdunning.math.stats.MergingDigest;
import com.tdunning.math.stats.TDigest;
import java.util.Arrays;

/**
 * What pandas' describe tells about numbers, in one pass and constant memory: quantiles are exact
 * as long as all values fit into one block, and estimated by a t-digest afterwards. For one thread.
 */
final class NumberStats {

  /** Values of a column that are kept at the most before its quantiles are estimated. */
  static final int MOST_KEPT = 4096;

  private static final int LEAST_KEPT = 64;
  private static final int KEPT_TOGETHER = 2_000_000;
  private static final double LARGEST = 1e300;

  private final int mostKept;
  private final int compression;
  private double[] block = new double[16];
  private int filled;
  private long count;
  private double mean;
  private double squares;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private TDigest digest;

  /**
   * @param columns how many columns there are, which all share one amount of memory
   */
  NumberStats(int columns) {
    mostKept = Math.max(LEAST_KEPT, Math.min(MOST_KEPT, KEPT_TOGETHER / columns));
    compression = Math.max(20, Math.min(200, 200_000 / columns));
  }

  void add(double value) {
    if (filled == block.length) {
      if (filled < mostKept) {
        block = Arrays.copyOf(block, Math.min(mostKept, filled * 2));
      } else {
        digest();
      }
    }
    block[filled++] = value;
  }

  /** Takes in what was added last; to be called before anything is asked for. */
  void finish() {
    if (digest != null) {
      digest();
    } else {
      moments();
      Arrays.sort(block, 0, filled);
    }
  }

  long count() {
    return count;
  }

  double mean() {
    return count == 0 ? Double.NaN : mean;
  }

  /** Of a sample, as pandas has it: divided by one less than the count. */
  double standardDeviation() {
    return count < 2 ? Double.NaN : Math.sqrt(squares / (count - 1));
  }

  double min() {
    return count == 0 ? Double.NaN : min;
  }

  double max() {
    return count == 0 ? Double.NaN : max;
  }

  /** Whether quantiles are estimates. */
  boolean estimated() {
    return digest != null;
  }

  /** The value below which that part of the values is, between neighbours in a straight line. */
  double quantile(double part) {
    if (count == 0) {
      return Double.NaN;
    }
    if (digest != null) {
      return Math.max(min, Math.min(max, digest.quantile(part)));
    }
    double position = part * (filled - 1);
    int below = (int) position;
    double step = position - below;
    return step == 0 ? block[below] : block[below] + step * (block[below + 1] - block[below]);
  }

  private void digest() {
    if (digest == null) {
      digest = new MergingDigest(compression);
    }
    moments();
    for (int i = 0; i < filled; i++) {
      digest.add(Math.max(-LARGEST, Math.min(LARGEST, block[i])));
    }
    filled = 0;
  }

  /** Joins the block's mean and squares with those before, after Chan, Golub and LeVeque. */
  private void moments() {
    if (filled == 0) {
      return;
    }
    double sum = 0;
    for (int i = 0; i < filled; i++) {
      sum += block[i];
      min = Math.min(min, block[i]);
      max = Math.max(max, block[i]);
    }
    double blockMean = sum / filled;
    double blockSquares = 0;
    for (int i = 0; i < filled; i++) {
      double distance = block[i] - blockMean;
      blockSquares += distance * distance;
    }
    double distance = blockMean - mean;
    long together = count + filled;
    squares += blockSquares + distance * distance * count / together * filled;
    mean += distance * filled / together;
    count = together;
  }
}
