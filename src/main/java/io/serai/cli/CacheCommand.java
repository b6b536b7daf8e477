package io.serai.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code serai cache …}. */
@Command(
    name = "cache",
    description = "Keep Redis keys filled with what ClickHouse says.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      CacheRunCommand.class,
      CacheRefreshCommand.class,
      CacheListCommand.class,
      CacheGetCommand.class,
      CacheCheckCommand.class,
      CacheBenchCommand.class
    })
final class CacheCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
