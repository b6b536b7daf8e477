package io.serai.cli;

import io.serai.config.SettingsException;
import java.io.PrintWriter;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root of the command line. */
@Command(
    name = "serai",
    description = "Background jobs as Apache Camel routes, on one ledger.",
    mixinStandardHelpOptions = true,
    version = "serai 1.0.0",
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all done",
      "1:something unexpected",
      "2:wrong settings or usage",
      "3:finished, but items failed",
      "130:stopped by Ctrl-C, after the drain",
      "143:stopped by SIGTERM, after the drain"
    },
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      EnrichCommand.class,
      CacheCommand.class,
      FilesCommand.class,
      LedgerCommand.class,
      BenchCommand.class,
      HealthCommand.class,
      ConfigCommand.class,
      TrainCommand.class
    })
public final class RootCommand implements Runnable {

  @Spec private CommandSpec spec;

  /**
   * Runs one command to its end, and the log files with it.
   *
   * @return the exit code of the process
   */
  public static int run(String... args) {
    int code = commandLine().execute(args);
    if (!StopSignal.received()) {
      Logging.end();
    }
    return code;
  }

  /** The command line, ready to execute. */
  public static CommandLine commandLine() {
    CommandLine root = new CommandLine(new RootCommand());
    root.getSubcommands()
        .get("bench")
        .addSubcommand("cache", named("cache", new CacheBenchCommand()))
        .addSubcommand("enrich", named("enrich", new EnrichBenchCommand()))
        .addSubcommand("files", named("files", new FilesBenchCommand()));
    return root.setCaseInsensitiveEnumValuesAllowed(true)
        .setExitCodeExceptionMapper(
            e ->
                e instanceof SettingsException || e instanceof ParameterException
                    ? ExitCode.WRONG_USAGE
                    : ExitCode.UNEXPECTED)
        .setExecutionExceptionHandler(RootCommand::explain);
  }

  /** A command in another place than its own, so that its usage is that of the place. */
  private static CommandLine named(String name, Object command) {
    return new CommandLine(command).setCommandName(name);
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  /** People read a sentence; the stack trace is for {@code --log-level debug} and for JSON logs. */
  private static int explain(Exception e, CommandLine command, CommandLine.ParseResult result) {
    PrintWriter err = command.getErr();
    if (Logging.isJson()) {
      // no static logger: it would set logging up before the settings are read
      LoggerFactory.getLogger(RootCommand.class).error(String.valueOf(e.getMessage()), e);
      return command.getExitCodeExceptionMapper().getExitCode(e);
    }
    err.println(command.getColorScheme().errorText(String.valueOf(e.getMessage())));
    if ("debug".equals(System.getProperty("serai.log.level")) || e.getMessage() == null) {
      e.printStackTrace(err);
    }
    return command.getExitCodeExceptionMapper().getExitCode(e);
  }
}
