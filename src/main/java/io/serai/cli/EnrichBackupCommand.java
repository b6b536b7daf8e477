package io.serai.cli;

import io.serai.enrich.EnrichTable.Backup;
import java.time.LocalDateTime;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code serai enrich backup}: the backup table of requirement 000. */
@Command(
    name = "backup",
    description = "Copy the rows that a run would change into <table>_backup_<time>.",
    mixinStandardHelpOptions = true)
final class EnrichBackupCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private SettingOptions options;

  @Override
  public Integer call() {
    try (Application application = Application.open(options.load())) {
      Backup backup = application.enrich().table().backup(LocalDateTime.now());
      spec.commandLine()
          .getOut()
          .printf("%d rows are kept in table %s.%n", backup.rows(), backup.table());
    }
    return ExitCode.DONE;
  }
}
