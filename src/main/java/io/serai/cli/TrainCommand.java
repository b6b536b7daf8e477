package io.serai.cli;

import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.dev.Behaviour;
import io.serai.dev.CozeDouble;
import io.serai.enrich.EnrichLine;
import io.serai.enrich.RunOptions;
import io.serai.enrich.RunSummary;
import io.serai.files.FilesLine;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Walks through a run so that the class-data archive holds its classes; the launcher calls it. */
@Command(name = "train-class-data", hidden = true)
final class TrainCommand implements Callable<Integer> {

  @Mixin private SettingOptions options;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("serai-train");
    options.put(Setting.SERAI_DATA_DIR, folder);
    options.put(Setting.SERAI_LOG_DIR, "");
    options.put(Setting.COZE_AUTHORIZATION, "train");
    options.put(Setting.COZE_BOT_IDS, "bot");
    options.put(Setting.SERAI_MANAGEMENT_PORT, 0);
    options.standAlone();
    // readies logging before the double logs
    options.load();
    try (CozeDouble coze = CozeDouble.start(Behaviour.quick())) {
      options.put(Setting.COZE_API_URL, coze.v2Url());
      run(options.load());
    } finally {
      delete(folder);
    }
    return ExitCode.DONE;
  }

  private static void run(Settings settings) throws InterruptedException {
    try (Application application = Application.open(settings)) {
      application.jdbc().execute(DemoCommand.sampleRows());
      application.start(Extent.FOLLOW, EnrichLine.NAME, FilesLine.NAME);
      application
          .camel()
          .createProducerTemplate()
          .requestBody("direct:enrich-run", RunOptions.once(), RunSummary.class);
      FilesDemo.run(application, new PrintWriter(Writer.nullWriter()));
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
