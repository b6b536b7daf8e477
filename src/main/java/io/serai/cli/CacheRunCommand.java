package io.serai.cli;

import io.serai.cache.CacheLine;
import io.serai.cache.CacheProgress;
import io.serai.config.Settings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code serai cache run}: the job worker of requirement 001. */
@Command(
    name = "run",
    description = "Refresh all cache jobs on their intervals, until Ctrl-C or SIGTERM.",
    mixinStandardHelpOptions = true)
final class CacheRunCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private SettingOptions options;
  @Mixin private Output output;

  @Override
  @SuppressWarnings("try")
  public Integer call() throws InterruptedException {
    Settings settings = options.load();
    Application application = Application.open(settings);
    try (StopSignal signal = new StopSignal(application)) {
      CacheLine line = application.cache().line();
      application.start(Extent.FOLLOW, CacheLine.NAME);
      Logging.tell(
          spec.commandLine().getErr(),
          "Cache jobs are refreshed (%s). Ctrl-C drains and stops it."
              .formatted(application.cache().description()));
      signal.await();
      application.drain();
      print(line.progress().counts());
      return ExitCode.DONE;
    }
  }

  private void print(CacheProgress.Counts counts) {
    if (Logging.isJson()) {
      return;
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("refreshed", counts.refreshed());
    fields.put("failed", counts.failed());
    fields.put("keys", counts.keys());
    output.fields(spec.commandLine().getOut(), fields);
    spec.commandLine().getOut().flush();
  }
}
