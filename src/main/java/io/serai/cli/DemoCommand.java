package io.serai.cli;

import io.serai.cache.CacheLine;
import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.dev.Behaviour;
import io.serai.dev.CozeDouble;
import io.serai.dev.Fault;
import io.serai.enrich.EnrichLine;
import io.serai.files.FilesLine;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code serai demo}: everything embedded, sample rows, every line once. */
@Command(
    name = "demo",
    description =
        "Run every line once on embedded servers and sample rows; touches nothing of yours.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private SettingOptions options;

  @Option(names = "--exit", description = "End after the summary instead of staying up.")
  private boolean exit;

  @Override
  @SuppressWarnings("try")
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    // before the double starts: Vert.x logs, and logging must know its format by then
    settings("");
    try (CozeDouble coze = CozeDouble.start(behaviour())) {
      Settings settings = settings(coze.v2Url());
      Application application = Application.open(settings);
      try (StopSignal signal = new StopSignal(application)) {
        application.jdbc().execute(sampleRows());
        out.println("Database  " + application.databaseDescription());
        out.println(
            "Coze      a local double, 0.3 s a reply, 5 % errors, 5 % rate limited, 2 % cut off");
        out.flush();
        CacheDemo.prepare(application);
        application.start(
            exit ? Extent.FOLLOW : Extent.SERVICE, EnrichLine.NAME, FilesLine.NAME, CacheLine.NAME);
        out.println("Files     " + application.files(true).description());
        out.println("Cache     " + application.cache().description());
        out.flush();
        boolean good =
            EnrichDemo.run(application, out)
                & FilesDemo.run(application, out)
                & CacheDemo.run(application, out);
        if (!exit) {
          Banner.print(application, out);
          signal.await();
        }
        return good ? ExitCode.DONE : ExitCode.ITEMS_FAILED;
      }
    }
  }

  private static Behaviour behaviour() {
    return Behaviour.quick()
        .withLatency(300, 150)
        .withFault(Fault.HTTP_500, 0.05)
        .withFault(Fault.RATE_LIMITED, 0.05)
        .withFault(Fault.TRUNCATED_JSON, 0.02);
  }

  private Settings settings(String cozeUrl) {
    own(options, cozeUrl);
    return options.load();
  }

  /** Whatever the environment says, the demo uses its own servers and its own folder. */
  static void own(SettingOptions options, String cozeUrl) {
    options.put(Setting.SERAI_DATA_DIR, Path.of("data", "demo"));
    options.put(Setting.COZE_API_URL, cozeUrl);
    options.put(Setting.COZE_AUTHORIZATION, "demo");
    options.put(Setting.COZE_BOT_IDS, "demo-bot-1,demo-bot-2,demo-bot-3");
    options.put(Setting.REDIS_URL, "embedded");
    options.put(Setting.CLICKHOUSE_URL, "embedded");
    options.put(Setting.ENRICH_MAX_WORKERS, 16);
    options.standAlone();
  }

  static String sampleRows() {
    try (InputStream in = DemoCommand.class.getResourceAsStream("/demo/zhilian_job.sql")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("The sample rows cannot be read", e);
    }
  }
}
