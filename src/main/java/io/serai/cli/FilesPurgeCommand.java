package io.serai.cli;

import io.serai.files.FileResultTable;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code serai files purge}: forgets old outcomes. */
@Command(
    name = "purge",
    description = {
      "Forget outcomes that finished long ago.",
      "Those whose notification Kafka has not had are kept. The ledger still knows the tasks, so that"
          + " no file is processed again."
    },
    mixinStandardHelpOptions = true)
final class FilesPurgeCommand implements Callable<Integer> {

  private static final int BATCH = 10_000;
  private static final int MOST_DAYS = 36_500;

  @Spec private CommandSpec spec;
  @Mixin private SettingOptions options;

  @Option(
      names = "--days",
      required = true,
      paramLabel = "N",
      description = "Finished more than so many days ago.")
  private int days;

  @Override
  public Integer call() {
    if (days < 0 || days > MOST_DAYS) {
      throw new ParameterException(
          spec.commandLine(), "--days is " + days + "; give a number from 0 to " + MOST_DAYS);
    }
    try (Application application = Application.open(options.load())) {
      FileResultTable table = application.fileResults();
      int forgotten = table.purge(Duration.ofDays(days), BATCH);
      spec.commandLine().getOut().printf("%d results are forgotten.%n", forgotten);
    }
    return ExitCode.DONE;
  }
}
