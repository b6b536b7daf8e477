package io.serai.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code serai files …}. */
@Command(
    name = "files",
    description = "Process files of an object storage through Kafka tasks.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      FilesGenerateCommand.class,
      FilesGenerateSingleCommand.class,
      FilesGenerateBatchCommand.class,
      FilesWorker.Single.class,
      FilesWorker.Pool.class,
      FilesResultsCommand.class,
      FilesVerifyCommand.class,
      FilesPurgeCommand.class,
      FilesBenchCommand.class
    })
final class FilesCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
