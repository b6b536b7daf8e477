package io.serai.cli;

/** Numbers of a benchmark, for people. */
final class BenchNumbers {

  private BenchNumbers() {}

  /** Rounded to a tenth, a hundredth, …: one of so many parts. */
  static double rounded(double value, int parts) {
    return (double) Math.round(value * parts) / parts;
  }
}
