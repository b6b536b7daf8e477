package io.serai.files.parse;

import java.util.Arrays;
import java.util.Comparator;

/** Numbers in their order, of which each may be there many times. Immutable. */
final class CountedNumbers {

  private final double[] values;
  private final long[] ends;

  private CountedNumbers(double[] values, long[] ends) {
    this.values = values;
    this.ends = ends;
  }

  /** The numbers that different texts stand for. */
  static CountedNumbers of(DistinctValues texts) {
    double[] numbers = new double[texts.size()];
    Integer[] order = new Integer[texts.size()];
    for (int i = 0; i < numbers.length; i++) {
      char[] text = texts.text(i).toCharArray();
      numbers[i] = Numbers.parse(text, 0, text.length);
      order[i] = i;
    }
    Arrays.sort(order, Comparator.comparingDouble(i -> numbers[i]));
    double[] values = new double[numbers.length];
    long[] ends = new long[numbers.length];
    long end = 0;
    for (int i = 0; i < order.length; i++) {
      values[i] = numbers[order[i]];
      end += texts.count(order[i]);
      ends[i] = end;
    }
    return new CountedNumbers(values, ends);
  }

  /** The value below which that part of them is, between neighbours in a straight line. */
  double quantile(double part) {
    double position = part * (ends[ends.length - 1] - 1);
    long below = (long) position;
    return between(at(below), at(below + 1), position - below);
  }

  /** The point between two neighbours; the first when they are one, as infinities can be. */
  static double between(double first, double second, double step) {
    return step == 0 || first == second ? first : first + step * (second - first);
  }

  private double at(long index) {
    int found = Arrays.binarySearch(ends, index + 1);
    return values[Math.min(values.length - 1, found < 0 ? -found - 1 : found)];
  }

  /** Hands them over, least and greatest ahead; those like them one by one. */
  void addTo(QuantileDigest digest) {
    int last = values.length - 1;
    digest.add(values[0], 1);
    digest.add(values[last], 1);
    for (int i = 0; i <= last; i++) {
      long count = ends[i] - (i == 0 ? 0 : ends[i - 1]);
      if (values[i] > values[0] && values[i] < values[last]) {
        digest.add(values[i], count);
        continue;
      }
      long added = (i == 0 ? 1 : 0) + (i == last ? 1 : 0);
      for (long times = count - added; times > 0; times--) {
        digest.add(values[i], 1);
      }
    }
  }
}
