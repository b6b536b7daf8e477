package io.serai.cli;

import io.serai.cache.CacheLine;
import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.config.SettingsException;
import io.serai.enrich.EnrichLine;
import io.serai.enrich.EnrichSettings;
import io.serai.files.FilesLine;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
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
    String[] names = names(settings);
    if (List.of(names).contains(EnrichLine.NAME)) {
      EnrichSettings.requireCoze(settings);
    }
    Application application = Application.open(settings);
    try (StopSignal signal = new StopSignal(application)) {
      application.start(Extent.SERVICE, names);
      Banner.print(application, spec.commandLine().getErr());
      signal.await();
    }
    return ExitCode.DONE;
  }

  private static String[] names(Settings settings) {
    List<String> wanted = settings.list(Setting.SERAI_LINES);
    for (String name : wanted) {
      if (!Application.LINES.contains(name)) {
        throw new SettingsException(
            "SERAI_LINES names %s; there are: %s"
                .formatted(name, String.join(", ", new TreeSet<>(Application.LINES))));
      }
    }
    return (wanted.isEmpty() ? configured(settings) : wanted).toArray(String[]::new);
  }

  private static List<String> configured(Settings settings) {
    List<String> names = new ArrayList<>();
    if (settings.has(Setting.COZE_AUTHORIZATION) || settings.has(Setting.COZE_BOT_IDS)) {
      names.add(EnrichLine.NAME);
    }
    if (settings.has(Setting.KAFKA_BOOTSTRAP_SERVERS) || settings.has(Setting.OBS_SERVER)) {
      names.add(FilesLine.NAME);
    }
    if (!settings.isDefault(Setting.REDIS_URL) || !settings.isDefault(Setting.CLICKHOUSE_URL)) {
      names.add(CacheLine.NAME);
    }
    if (names.isEmpty()) {
      throw new SettingsException(
          "No line is configured: set COZE_AUTHORIZATION and COZE_BOT_IDS for enrich,"
              + " KAFKA_BOOTSTRAP_SERVERS and OBS_SERVER for files, REDIS_URL and CLICKHOUSE_URL for"
              + " cache, or name lines in SERAI_LINES");
    }
    return names;
  }
}
