package io.serai.cli;

import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.files.FilesLine;
import io.serai.files.ScanOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code serai files generate-batch}: the scans of a file of presets. */
@Command(
    name = "generate-batch",
    description = "Run the scans that a YAML or JSON file lists, one after the other.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nThe file:%n",
    footer = {
      "  - bucket: input-files      # default: SOURCE_BUCKET",
      "    prefix: data/2024/08/    # default: all keys",
      "    dest_bucket: results     # default: DEST_BUCKET",
      "    max_files: 1000          # default: all",
      "  - bucket: other-files"
    })
final class FilesGenerateBatchCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private SettingOptions options;
  @Mixin private Output output;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      defaultValue = "files-batch.yaml",
      description = "The presets (${DEFAULT-VALUE}).")
  private Path file;

  @Option(
      names = "--restart",
      description = "Begin at the first keys, not where scans broke off or max_files stopped them.")
  private boolean restart;

  @Option(names = "--force", description = "Make tasks of unchanged objects, too.")
  private boolean force;

  @Override
  @SuppressWarnings("try")
  public Integer call() {
    Settings settings = options.load();
    List<ScanPreset> presets = ScanPreset.read(file);
    Application application = Application.open(settings);
    try (StopSignal signal = new StopSignal(application)) {
      application.start(Extent.COMMAND, FilesLine.NAME);
      List<Map<String, Object>> rows = new ArrayList<>();
      for (ScanPreset preset : presets) {
        ScanOptions scan =
            preset.options(
                FilesGenerateCommand.sourceBucket(settings),
                settings.optional(Setting.DEST_BUCKET).orElse(null),
                restart,
                force);
        rows.add(FilesScans.fields(scan, FilesScans.run(application, scan)));
        FilesScans.lookForResults(application, scan.destBucket(), spec.commandLine().getErr());
      }
      output.table(spec.commandLine().getOut(), rows, "The file lists no scan.");
      return ExitCode.DONE;
    }
  }
}
