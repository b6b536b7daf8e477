package io.serai.cli;

import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.config.SettingsException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Option;

/** Options that every command takes: settings on the command line, and how to log. */
final class SettingOptions {

  /** What says nothing about the user's servers, folders and data. */
  private static final Set<Setting> HARMLESS =
      Set.of(
          Setting.SERAI_ENV,
          Setting.SERAI_LOG_DIR,
          Setting.SERAI_LOG_LEVEL,
          Setting.SERAI_LOG_FORMAT,
          Setting.SERAI_MANAGEMENT_HOST,
          Setting.SERAI_MANAGEMENT_PORT);

  private static final String CONFIG_VARIABLE = "SERAI_CONFIG";

  @Option(
      names = {"-s", "--set"},
      paramLabel = "NAME=VALUE",
      description = "A setting, such as ENRICH_MAX_WORKERS=16; wins over environment and file.")
  private Map<String, String> assignments = new HashMap<>();

  @Option(
      names = "--log-level",
      paramLabel = "LEVEL",
      description = "error, warn, info, debug or trace.")
  private String logLevel;

  @Option(names = "--log-format", paramLabel = "FORMAT", description = "text or json.")
  private String logFormat;

  private final Map<Setting, String> flags = new EnumMap<>(Setting.class);

  /** A command's own flag for a setting; null leaves the setting as it is. */
  void put(Setting setting, Object value) {
    if (value != null) {
      flags.put(setting, value.toString());
    }
  }

  /**
   * Leaves aside what environment and file say, but for logging and the management port: every
   * other setting has its default, unless the command itself or {@code --set} gives it.
   */
  void standAlone() {
    for (Setting setting : Setting.values()) {
      if (!HARMLESS.contains(setting)) {
        flags.putIfAbsent(setting, setting.defaultValue());
      }
    }
  }

  /** Reads the settings and readies logging, before anything logs. */
  Settings load() {
    Path file = Path.of(System.getenv().getOrDefault(CONFIG_VARIABLE, "application.properties"));
    Settings settings = load(System.getenv(), file);
    Logging.prepare(settings);
    return settings;
  }

  /** Reads them from this environment and this file. */
  Settings load(Map<String, String> environment, Path file) {
    Map<Setting, String> all = new EnumMap<>(flags);
    assignments.forEach((name, value) -> all.put(named(name), value));
    put(all, Setting.SERAI_LOG_LEVEL, logLevel);
    put(all, Setting.SERAI_LOG_FORMAT, logFormat);
    return Settings.load(environment, file, all);
  }

  private static void put(Map<Setting, String> values, Setting setting, String value) {
    if (value != null) {
      values.put(setting, value);
    }
  }

  private static Setting named(String name) {
    for (Setting setting : Setting.values()) {
      if (setting.name().equalsIgnoreCase(name) || setting.property().equalsIgnoreCase(name)) {
        return setting;
      }
    }
    throw new SettingsException(name + " is not a setting; serai config lists all that are");
  }
}
