package io.serai.cli;

import io.serai.config.Settings;
import io.serai.enrich.EnrichStats;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code serai enrich stats}: how far the table is. */
@Command(
    name = "stats",
    description = "Rows in total, processed, failed and pending; success rate, rows/s and ETA.",
    mixinStandardHelpOptions = true)
final class EnrichStatsCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private SettingOptions options;
  @Mixin private Output output;

  @Override
  public Integer call() {
    Settings settings = options.load();
    try (Application application = Application.open(settings)) {
      EnrichStats.Snapshot stats = application.enrich().stats().read();
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("total_count", stats.total());
      fields.put("processed_count", stats.processed());
      fields.put("failed_count", stats.failed());
      fields.put("pending_count", stats.pending());
      fields.put("success_rate", Math.round(stats.successRate() * 100) / 100.0);
      fields.put("rows_per_second", Math.round(stats.rowsPerSecond() * 100) / 100.0);
      fields.put("eta_seconds", stats.etaSeconds());
      output.fields(spec.commandLine().getOut(), fields);
      application
          .enrich()
          .table()
          .missingIndex()
          .ifPresent(
              sql -> spec.commandLine().getErr().println("Claims would be quicker with: " + sql));
    }
    return ExitCode.DONE;
  }
}
