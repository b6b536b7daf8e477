package io.serai.cli;

import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.config.SettingsException;
import io.serai.files.FilesLine;
import io.serai.files.GeneratedTask;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code serai files generate-single}: a task of one object. */
@Command(
    name = "generate-single",
    description = "Make a task of one object, whether or not it was processed before.",
    mixinStandardHelpOptions = true)
final class FilesGenerateSingleCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private SettingOptions options;
  @Mixin private Output output;

  @Parameters(arity = "0..1", paramLabel = "KEY", description = "Key of the object (SINGLE_FILE).")
  private String key;

  @Option(names = "--bucket", description = "Bucket of the object (SOURCE_BUCKET).")
  private String bucket;

  @Option(names = "--dest-bucket", description = "Bucket of the result (DEST_BUCKET).")
  private String destBucket;

  @Option(names = "--dest-key", description = "Key of the result (DEST_KEY).")
  private String destKey;

  @Override
  @SuppressWarnings("try")
  public Integer call() {
    options.put(Setting.SINGLE_FILE, key);
    options.put(Setting.SOURCE_BUCKET, bucket);
    options.put(Setting.DEST_BUCKET, destBucket);
    options.put(Setting.DEST_KEY, destKey);
    Settings settings = options.load();
    if (!settings.has(Setting.SINGLE_FILE)) {
      throw new SettingsException("SINGLE_FILE is missing: name the key of the object");
    }
    Application application = Application.open(settings);
    try (StopSignal signal = new StopSignal(application)) {
      application.start(Extent.COMMAND, FilesLine.NAME);
      GeneratedTask task = task(application, settings);
      FilesScans.lookForResults(application, task.task().destBucket(), spec.commandLine().getErr());
      FilesScans.send(application, "direct:files-send", List.of(task));
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("task", task.id());
      fields.put("bucket", task.task().bucket());
      fields.put("key", task.task().key());
      fields.put("size", task.task().size());
      output.fields(spec.commandLine().getOut(), fields);
      return ExitCode.DONE;
    }
  }

  private static GeneratedTask task(Application application, Settings settings) {
    String source = FilesGenerateCommand.sourceBucket(settings);
    String object = settings.text(Setting.SINGLE_FILE);
    FilesScans.requireBucket(application, source);
    try {
      return application
          .files(true)
          .line()
          .scan()
          .single(
              source,
              object,
              settings.optional(Setting.DEST_BUCKET).orElse(null),
              settings.optional(Setting.DEST_KEY).orElse(null))
          .orElseThrow(
              () ->
                  new SettingsException(
                      "There is no object %s in bucket %s: check SINGLE_FILE and SOURCE_BUCKET"
                          .formatted(object, source)));
    } catch (SettingsException e) {
      throw e;
    } catch (RuntimeException e) {
      throw FilesScans.explained(e);
    }
  }
}
