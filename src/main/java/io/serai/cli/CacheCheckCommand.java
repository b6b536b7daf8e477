package io.serai.cli;

import io.serai.cache.CacheLine;
import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.config.SettingsException;
import io.serai.config.SqlFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code serai cache check FILE}: tells whether a job file could be taken over. */
@Command(
    name = "check",
    description = "Tell whether a job file is right, without asking ClickHouse.",
    mixinStandardHelpOptions = true)
final class CacheCheckCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private SettingOptions options;

  @Parameters(paramLabel = "FILE", description = "The job file.")
  private Path file;

  @Override
  public Integer call() {
    Settings settings = options.load();
    SqlFiles sql = new SqlFiles(settings.optional(Setting.SERAI_SQL_DIR).map(Path::of));
    try {
      String text = Files.readString(file);
      spec.commandLine()
          .getOut()
          .println(CacheLine.check(settings, sql, file.getFileName().toString(), text));
      return ExitCode.DONE;
    } catch (IOException e) {
      throw new SettingsException("%s cannot be read: %s".formatted(file, e));
    }
  }
}
