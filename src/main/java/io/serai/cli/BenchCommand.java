package io.serai.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code serai bench <line>}: the speed of a line, measured on this machine. */
@Command(
    name = "bench",
    description = "Measure a line on this machine, on embedded servers.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "LINE")
final class BenchCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
