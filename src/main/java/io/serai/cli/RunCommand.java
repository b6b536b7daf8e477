package io.serai.cli;

import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.config.SettingsException;
import io.serai.enrich.EnrichLine;
import io.serai.enrich.EnrichSettings;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code serai run}: the service. */
@Command(
    name = "run",
    description = "The service: every configured line on its schedule, until SIGTERM or Ctrl-C.",
    mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private SettingOptions options;

  @Option(names = "--lines", description = "Lines to start, separated by commas (SERAI_LINES).")
  private String lines;

  @Override
  public Integer call() throws InterruptedException {
    options.put(Setting.SERAI_LINES, lines);
    Settings settings = options.load();
    refuseUnknown(settings.list(Setting.SERAI_LINES));
    EnrichSettings.requireCoze(settings);
    Application application = Application.open(settings);
    try (StopSignal signal = new StopSignal(application)) {
      application.start(true);
      Banner.print(application, spec.commandLine().getErr());
      signal.await();
    }
    return ExitCode.DONE;
  }

  private static void refuseUnknown(List<String> names) {
    for (String name : names) {
      if (!EnrichLine.NAME.equals(name)) {
        throw new SettingsException("SERAI_LINES names " + name + "; there is: " + EnrichLine.NAME);
      }
    }
  }
}
