package io.serai.files.parse;

/** Count, mean, deviation and extremes of numbers that come in blocks. For one thread. */
final class Moments {

  private long count;
  private double mean;
  private double squares;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;

  /** Joins a block's mean and squares with those before, after Chan, Golub and LeVeque. */
  void add(double[] block, int length) {
    if (length == 0) {
      return;
    }
    double sum = 0;
    for (int i = 0; i < length; i++) {
      sum += block[i];
      min = Math.min(min, block[i]);
      max = Math.max(max, block[i]);
    }
    double blockMean = sum / length;
    double blockSquares = 0;
    for (int i = 0; i < length; i++) {
      double distance = block[i] - blockMean;
      blockSquares += distance * distance;
    }
    double distance = blockMean - mean;
    long together = count + length;
    squares += blockSquares + distance * distance * count / together * length;
    mean += distance * length / together;
    count = together;
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
}
