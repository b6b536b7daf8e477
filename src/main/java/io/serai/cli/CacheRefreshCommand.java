package io.serai.cli;

import io.serai.cache.CacheLine;
import io.serai.cache.CacheOutcome;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code serai cache refresh [KEY]}: refreshes now, whether it is due or not. */
@Command(
    name = "refresh",
    description =
        "Refresh a job now, or all jobs one after the other, and let values shrink as they may.",
    mixinStandardHelpOptions = true)
final class CacheRefreshCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private SettingOptions options;
  @Mixin private Output output;

  @Parameters(arity = "0..1", paramLabel = "KEY", description = "Key or name of a job; none: all.")
  private String key;

  @Option(
      names = "--wait",
      defaultValue = "60",
      description = "Seconds to wait for a refresh that is under way (${DEFAULT-VALUE}).")
  private int wait;

  @Override
  @SuppressWarnings("try")
  public Integer call() throws InterruptedException {
    Numbers.notNegative(spec, "--wait", wait);
    Application application = Application.open(options.load());
    try (StopSignal signal = new StopSignal(application)) {
      List<String> names = application.cache().line().jobs().names(key);
      application.start(Extent.COMMAND, CacheLine.NAME);
      List<Map<String, Object>> rows = new ArrayList<>();
      boolean good = true;
      for (String name : names) {
        if (signal.await(Duration.ZERO)) {
          break;
        }
        CacheOutcome outcome =
            CacheRefreshes.now(application, name, Duration.ofSeconds(wait), this::tell);
        good &= outcome.status() == CacheOutcome.Status.REFRESHED;
        rows.add(row(outcome));
      }
      output.table(spec.commandLine().getOut(), rows, "There is no cache job.");
      return good ? ExitCode.DONE : ExitCode.ITEMS_FAILED;
    }
  }

  /** Not among the results, which may be JSON. */
  private void tell(String notice) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(notice);
    err.flush();
  }

  private static Map<String, Object> row(CacheOutcome outcome) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("job", outcome.job());
    row.put("status", outcome.status().name().toLowerCase(Locale.ROOT));
    row.put("keys", outcome.keys());
    row.put("rows", outcome.rows());
    row.put("ms", outcome.elapsedMs());
    row.put("why", outcome.message().isEmpty() ? null : outcome.message());
    return row;
  }
}
