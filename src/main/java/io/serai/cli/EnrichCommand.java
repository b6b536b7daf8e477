package io.serai.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code serai enrich …}. */
@Command(
    name = "enrich",
    description = "Enrich rows of a PostgreSQL table through Coze bots.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      EnrichRunCommand.class,
      EnrichStatsCommand.class,
      EnrichTryCommand.class,
      EnrichBackupCommand.class,
      EnrichBenchCommand.class
    })
final class EnrichCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
