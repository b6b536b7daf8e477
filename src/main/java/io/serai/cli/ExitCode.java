package io.serai.cli;

/** What the process ends with. */
final class ExitCode {

  static final int DONE = 0;
  static final int UNEXPECTED = 1;
  static final int WRONG_USAGE = 2;
  static final int ITEMS_FAILED = 3;

  private ExitCode() {}
}
