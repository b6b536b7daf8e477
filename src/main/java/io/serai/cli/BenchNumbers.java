package io.serai.cli;

import java.util.List;

/** Numbers of a benchmark, for people. */
final class BenchNumbers {

  private BenchNumbers() {}

  /** Rounded to a tenth, a hundredth, …: one of so many parts. */
  static double rounded(double value, int parts) {
    return (double) Math.round(value * parts) / parts;
  }

  /** The number in the middle. */
  static double median(List<Double> numbers) {
    return numbers.stream().sorted().toList().get(numbers.size() / 2);
  }
}
