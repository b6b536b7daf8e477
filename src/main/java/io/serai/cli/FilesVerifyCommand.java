package io.serai.cli;

import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.files.FilesVerification;
import io.serai.files.store.StoredObject;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.core.exception.SdkException;

/** {@code serai files verify}: names every source object without a result. */
@Command(
    name = "verify",
    description = {
      "Name every object of a bucket whose present content has no result, with the cause: it was not"
          + " processed, it failed, or its result is gone or was changed.",
      "With --json a line each, and the counts in the last one."
    },
    mixinStandardHelpOptions = true)
final class FilesVerifyCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private SettingOptions options;
  @Mixin private Output output;

  @Option(names = "--bucket", description = "Bucket of the sources (SOURCE_BUCKET).")
  private String bucket;

  @Option(names = "--prefix", description = "Only keys that begin so (FILE_PREFIX).")
  private String prefix;

  @Option(
      names = "--dest-bucket",
      description = "Bucket of the results, whose results are no sources (DEST_BUCKET).")
  private String destBucket;

  @Option(
      names = "--quick",
      description = "Believe the processing log: ask for no result, which is a request each.")
  private boolean quick;

  @Override
  public Integer call() {
    options.put(Setting.SOURCE_BUCKET, bucket);
    options.put(Setting.FILE_PREFIX, prefix);
    options.put(Setting.DEST_BUCKET, destBucket);
    Settings settings = options.load();
    try (Application application = Application.open(settings)) {
      FilesVerification verification = application.files(true).line().verification();
      FilesVerification.Summary summary =
          verification.verify(
              FilesGenerateCommand.sourceBucket(settings),
              settings.text(Setting.FILE_PREFIX),
              settings.optional(Setting.DEST_BUCKET).orElse(null),
              quick,
              this::print);
      conclude(summary);
      return summary.missing() == 0 ? ExitCode.DONE : ExitCode.ITEMS_FAILED;
    } catch (SdkException e) {
      throw FilesScans.explained(e);
    }
  }

  private void conclude(FilesVerification.Summary summary) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("objects", summary.objects());
    fields.put("with result", summary.objects() - summary.missing());
    fields.put("without", summary.missing());
    if (output.isJson()) {
      Output.jsonLine(spec.commandLine().getOut(), fields);
    } else {
      output.fields(spec.commandLine().getOut(), fields);
      hint(summary.missing());
    }
  }

  private void hint(long missing) {
    if (missing > 0) {
      spec.commandLine()
          .getErr()
          .println(
              "serai files generate makes tasks of new and changed objects, generate-single KEY of"
                  + " one whatever it is; serai ledger replay --line files puts failed ones back.");
    }
  }

  private void print(StoredObject object, String why) {
    if (output.isJson()) {
      Output.jsonLine(
          spec.commandLine().getOut(),
          Map.of(
              "bucket", object.bucket(), "key", object.key(), "size", object.size(), "why", why));
    } else {
      spec.commandLine()
          .getOut()
          .printf(
              "%s/%s  %s%n",
              object.bucket(), ResultRows.harmless(object.key()), ResultRows.line(why));
    }
  }
}
