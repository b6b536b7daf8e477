package io.serai.cli;

import io.serai.files.FileResultTable;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code serai files purge}: forgets old outcomes. */
@Command(
    name = "purge",
    description = {
      "Forget outcomes that finished long ago: failures, and successes of files that were processed"
          + " again since.",
      "The latest success of each file is kept, however old, because generate and verify need it; so"
          + " is what Kafka has not been told of. The ledger still knows the tasks, so that no file is"
          + " processed again."
    },
    mixinStandardHelpOptions = true)
final class FilesPurgeCommand implements Callable<Integer> {

  private static final int BATCH = 10_000;

  /** What {@code --days} may be at the most, here and in {@code serai ledger purge}. */
  static final int MOST_DAYS = 36_500;

  @Spec private CommandSpec spec;
  @Mixin private SettingOptions options;
  @Mixin private Output output;

  @Option(
      names = "--days",
      required = true,
      paramLabel = "N",
      description = "Finished more than so many days ago, at least 1.")
  private int days;

  @Override
  public Integer call() {
    Numbers.within(1, MOST_DAYS, spec, "--days", days);
    try (Application application = Application.open(options.load())) {
      FileResultTable table = application.fileResults();
      int forgotten = table.purge(Duration.ofDays(days), BATCH);
      if (output.isJson()) {
        output.fields(spec.commandLine().getOut(), Map.of("forgotten", forgotten));
      } else {
        spec.commandLine().getOut().printf("%d results are forgotten.%n", forgotten);
      }
    }
    return ExitCode.DONE;
  }
}
