package io.serai.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/**
 * Refuses numbers that an option cannot have, before the command does anything. An option that was
 * not given, null, is in order.
 */
final class Numbers {

  private Numbers() {}

  /**
   * Insists on more than nothing.
   *
   * @throws ParameterException naming the option and what it may be
   */
  static void positive(CommandSpec command, String option, Number value) {
    require(value == null || value.doubleValue() > 0, command, option, value, "a number above 0");
  }

  /**
   * Insists on nothing or more.
   *
   * @throws ParameterException naming the option and what it may be
   */
  static void notNegative(CommandSpec command, String option, Number value) {
    require(value == null || value.doubleValue() >= 0, command, option, value, "0 or more");
  }

  /**
   * Insists on a number from 0 to {@code most}.
   *
   * @throws ParameterException naming the option and what it may be
   */
  static void upTo(int most, CommandSpec command, String option, int value) {
    within(0, most, command, option, value);
  }

  /**
   * Insists on a number from {@code least} to {@code most}.
   *
   * @throws ParameterException naming the option and what it may be
   */
  static void within(int least, int most, CommandSpec command, String option, int value) {
    String range = "a number from %d to %d".formatted(least, most);
    require(value >= least && value <= most, command, option, value, range);
  }

  private static void require(
      boolean good, CommandSpec command, String option, Number value, String range) {
    if (!good) {
      throw new ParameterException(
          command.commandLine(), "%s is %s; give %s".formatted(option, value, range));
    }
  }
}
