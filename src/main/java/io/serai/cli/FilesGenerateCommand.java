package io.serai.cli;

import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.config.SettingsException;
import io.serai.files.FileScan;
import io.serai.files.FilesLine;
import io.serai.files.ScanOptions;
import io.serai.files.ScanRun;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code serai files generate}: tasks from a bucket, or from a list of keys. */
@Command(
    name = "generate",
    description =
        "Make a task of every object that is new or changed in a bucket, or of a list of keys.",
    mixinStandardHelpOptions = true)
final class FilesGenerateCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private SettingOptions options;
  @Mixin private Output output;

  @Option(names = "--bucket", description = "Bucket to scan (SOURCE_BUCKET).")
  private String bucket;

  @Option(names = "--prefix", description = "Only keys that begin so (FILE_PREFIX).")
  private String prefix;

  @Option(names = "--max-files", description = "Tasks at the most (MAX_FILES).")
  private Long maxFiles;

  @Option(names = "--dest-bucket", description = "Bucket of the results (DEST_BUCKET).")
  private String destBucket;

  @Option(
      names = "--restart",
      description = {
        "Begin at the first key, not where a scan broke off or --max-files stopped it.",
        "Without it nothing is missed either: such a scan goes on to the last key and then from the"
            + " first one to where it began. What --force had begun goes on with --force only."
      })
  private boolean restart;

  @Option(names = "--force", description = "Make tasks of unchanged objects, too.")
  private boolean force;

  @Option(
      names = "--keys",
      paramLabel = "FILE",
      description =
          "No scan: a task of each key in this file, one a line, whether or not it was processed"
              + " before; - reads standard input. Blanks at the ends of a line belong to the key.")
  private String keys;

  @Override
  @SuppressWarnings("try")
  public Integer call() {
    if (keys != null && (prefix != null || restart)) {
      throw new ParameterException(
          spec.commandLine(),
          "--keys makes tasks of the keys in its file, without a scan: leave out %s, or --keys"
              .formatted(restart ? "--restart" : "--prefix"));
    }
    options.put(Setting.SOURCE_BUCKET, bucket);
    options.put(Setting.FILE_PREFIX, prefix);
    options.put(Setting.MAX_FILES, maxFiles);
    options.put(Setting.DEST_BUCKET, destBucket);
    Settings settings = options.load();
    Application application = Application.open(settings);
    try (StopSignal signal = new StopSignal(application)) {
      application.start(Extent.COMMAND, FilesLine.NAME);
      ScanOptions wanted = wanted(settings);
      return keys == null ? scan(application, wanted) : list(application, wanted);
    }
  }

  static String sourceBucket(Settings settings) {
    return settings
        .optional(Setting.SOURCE_BUCKET)
        .orElse(settings.text(Setting.OBS_SOURCE_BUCKET));
  }

  private ScanOptions wanted(Settings settings) {
    return new ScanOptions(
        sourceBucket(settings),
        settings.text(Setting.FILE_PREFIX),
        settings.optional(Setting.DEST_BUCKET).orElse(null),
        settings.optional(Setting.MAX_FILES).map(Long::valueOf).orElse(Long.MAX_VALUE),
        restart,
        force);
  }

  private int scan(Application application, ScanOptions scan) {
    ScanRun run = FilesScans.run(application, scan);
    FilesScans.lookForResults(application, scan.destBucket(), spec.commandLine().getErr());
    output.fields(spec.commandLine().getOut(), FilesScans.fields(scan, run));
    return ExitCode.DONE;
  }

  private int list(Application application, ScanOptions options) {
    FilesScans.requireBucket(application, options.bucket());
    FileScan scan = application.files(true).line().scan();
    try (BufferedReader lines = reader();
        ListedKeys list = new ListedKeys(scan, options, lines)) {
      list.make(tasks -> FilesScans.send(application, "direct:files-send", tasks));
      FilesScans.lookForResults(application, options.destBucket(), spec.commandLine().getErr());
      output.fields(spec.commandLine().getOut(), list.fields());
      tellLeft(list.left());
      return list.missing() == 0 ? ExitCode.DONE : ExitCode.ITEMS_FAILED;
    } catch (NoSuchFileException e) {
      throw new SettingsException("--keys %s does not exist".formatted(keys));
    } catch (CharacterCodingException e) {
      throw new SettingsException("--keys %s is no text in UTF-8".formatted(keys));
    } catch (IOException e) {
      throw new SettingsException("--keys %s cannot be read: %s".formatted(keys, e.getMessage()));
    } catch (CompletionException e) {
      throw FilesScans.explained(e);
    }
  }

  private void tellLeft(String key) {
    if (key != null) {
      spec.commandLine()
          .getErr()
          .printf(
              "As many tasks are made as MAX_FILES allows, none of %s and the keys behind it.%n",
              ResultRows.line(key));
    }
  }

  private BufferedReader reader() throws IOException {
    return "-".equals(keys)
        ? new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
        : Files.newBufferedReader(Path.of(keys));
  }
}
