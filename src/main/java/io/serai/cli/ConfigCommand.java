package io.serai.cli;

import io.serai.config.Setting;
import io.serai.config.Settings;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code serai config}: every setting, its value and where it comes from. */
@Command(
    name = "config",
    description = "Print every setting, its value and where it comes from; secrets are not shown.",
    mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private SettingOptions options;
  @Mixin private Output output;

  @Override
  public Integer call() {
    Settings settings = options.load();
    List<Map<String, String>> rows =
        Arrays.stream(Setting.values()).map(setting -> row(settings, setting)).toList();
    output.table(spec.commandLine().getOut(), rows, "");
    return ExitCode.DONE;
  }

  private static Map<String, String> row(Settings settings, Setting setting) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("setting", setting.name());
    row.put("value", settings.printable(setting));
    row.put("from", settings.origin(setting));
    row.put("meaning", setting.description());
    return row;
  }
}
