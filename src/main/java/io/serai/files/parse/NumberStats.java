package io.serai.files.parse;

import java.util.Arrays;

/**
 * What pandas' describe tells about numbers, in one pass and constant memory. Quantiles are exact
 * as long as all numbers fit into one block, or are few different ones that somebody else counts;
 * they are estimated otherwise. For one thread.
 */
final class NumberStats {

  /** Values of a column that are kept at the most. */
  static final int MOST_KEPT = 4096;

  private static final int LEAST_KEPT = 64;

  private final Moments moments = new Moments();
  private final Budget kept;
  private final int mostKept;
  private final int compression;
  private double[] block = new double[16];
  private int filled;
  private boolean counted = true;
  private QuantileDigest digest;
  private CountedNumbers all;

  /**
   * @param columns how many columns there are, about
   * @param kept numbers that all of them may keep, but for the few that each keeps anyway
   */
  NumberStats(int columns, Budget kept) {
    this.kept = kept;
    mostKept = (int) Math.max(LEAST_KEPT, Math.min(MOST_KEPT, kept.left() / columns));
    compression = Math.max(20, Math.min(500, 100_000 / columns));
  }

  void add(double value) {
    if (filled == block.length) {
      int more = Math.min(mostKept, filled * 2) - filled;
      if (more > 0 && (filled < LEAST_KEPT || kept.take(more))) {
        block = Arrays.copyOf(block, filled + more);
      } else {
        flush();
      }
    }
    block[filled++] = value;
  }

  /**
   * The numbers are no longer counted elsewhere.
   *
   * @param values all that were added so far
   */
  void countNoMore(DistinctValues values) {
    if (moments.count() > 0) {
      flush();
      CountedNumbers.of(values).addTo(digest());
    }
    counted = false;
  }

  /**
   * Takes in what was added last; to be called once, before anything is asked for.
   *
   * @param values all that were added, unless they are counted no more
   */
  void finish(DistinctValues values) {
    if (moments.count() == 0) {
      moments.add(block, filled);
      Arrays.sort(block, 0, filled);
      return;
    }
    flush();
    all = counted ? CountedNumbers.of(values) : null;
  }

  private void flush() {
    moments.add(block, filled);
    if (!counted) {
      digest().add(block, filled);
    }
    filled = 0;
  }

  private QuantileDigest digest() {
    if (digest == null) {
      digest = new QuantileDigest(compression);
    }
    return digest;
  }

  Moments moments() {
    return moments;
  }

  /** Whether quantiles are estimates. */
  boolean estimated() {
    return digest != null;
  }

  /** The value below which that part of the values is, between neighbours in a straight line. */
  double quantile(double part) {
    if (moments.count() == 0) {
      return Double.NaN;
    }
    if (digest != null) {
      return Math.max(moments.min(), Math.min(moments.max(), digest.quantile(part)));
    }
    if (all != null) {
      return all.quantile(part);
    }
    double position = part * (filled - 1);
    int below = (int) position;
    return CountedNumbers.between(
        block[below], block[Math.min(filled - 1, below + 1)], position - below);
  }
}
