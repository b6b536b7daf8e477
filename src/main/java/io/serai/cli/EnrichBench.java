package io.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.dev.CozeDoubleProcess;
import io.serai.dev.PlainProgram;
import io.serai.enrich.EnrichLine;
import io.serai.enrich.EnrichProgress.Counts;
import io.serai.enrich.RunOptions;
import io.serai.enrich.RunSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Runs the enrichment line against a Coze double of known speed and measures it. */
final class EnrichBench {

  private static final String TABLE = "bench_job";
  private static final int BOTS = 6;

  private final CozeDoubleProcess coze;
  private final Function<List<Setup>, Settings> settings;

  /** A setting of one cell. */
  record Setup(Setting setting, Object value) {}

  private record Sample(long at, long cpu, Counts counts) {}

  /**
   * @param settings makes the settings of a cell
   */
  EnrichBench(CozeDoubleProcess coze, Function<List<Setup>, Settings> settings) {
    this.coze = coze;
    this.settings = settings;
  }

  /**
   * Measures one combination.
   *
   * @param rows how many
   * @param bound rows a second that the bots allow, or 0 for workers ÷ mean latency
   */
  @SuppressWarnings("try")
  BenchCell measure(int workers, int batchSize, long rows, double bound)
      throws IOException, InterruptedException {
    Application application = Application.open(settings(workers, batchSize));
    try (StopSignal signal = new StopSignal(application)) {
      fill(application, rows);
      application.start(Extent.COMMAND, EnrichLine.NAME);
      coze.reset();
      List<Sample> samples = new ArrayList<>();
      ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor();
      sampler.scheduleAtFixedRate(
          () ->
              samples.add(
                  new Sample(
                      System.nanoTime(),
                      ProcessUse.cpuNanos(),
                      application.enrich().progress().counts())),
          0,
          50,
          TimeUnit.MILLISECONDS);
      RunSummary summary =
          application
              .camel()
              .createProducerTemplate()
              .requestBody("direct:enrich-run", RunOptions.once(), RunSummary.class);
      sampler.shutdown();
      sampler.awaitTermination(1, TimeUnit.SECONDS);
      Counts counts = summary.counts();
      double meanSeconds = meanLatency(coze.stats());
      double allowed = bound > 0 ? bound : meanSeconds > 0 ? workers / meanSeconds : 0;
      Sample first = at(samples, rows / 5);
      Sample last = at(samples, rows * 9 / 10);
      Counts steady = last.counts().since(first.counts());
      return new BenchCell(
          workers,
          batchSize,
          rows,
          steady.enriched() * 1e9 / (last.at() - first.at()),
          allowed,
          (double) counts.enriched() / rows,
          steady.calls() == 0 ? 0 : (double) steady.throttled() / steady.calls(),
          (last.cpu() - first.cpu()) / 1000.0 / Math.max(1, steady.enriched()),
          ProcessUse.residentMb(),
          0);
    }
  }

  /** The plain program's rows a second over the same rows. */
  double measurePlain(int workers, int batchSize, long rows)
      throws IOException, InterruptedException, SQLException {
    try (Application application = Application.open(settings(workers, batchSize))) {
      fill(application, rows);
      PlainProgram plain =
          new PlainProgram(
              application.jdbc().getDataSource(),
              TABLE,
              coze.url() + "/open_api/v2/chat",
              workers,
              batchSize);
      List<Sample> samples = new ArrayList<>();
      ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor();
      sampler.scheduleAtFixedRate(
          () ->
              samples.add(
                  new Sample(
                      System.nanoTime(),
                      ProcessUse.cpuNanos(),
                      new Counts(0, plain.written(), 0, 0, 0, 0, 0, 0))),
          0,
          50,
          TimeUnit.MILLISECONDS);
      plain.run();
      sampler.shutdown();
      sampler.awaitTermination(1, TimeUnit.SECONDS);
      Sample first = at(samples, rows / 5);
      Sample last = at(samples, rows * 9 / 10);
      return last.counts().since(first.counts()).enriched() * 1e9 / (last.at() - first.at());
    }
  }

  private Settings settings(int workers, int batchSize) {
    List<String> bots = new ArrayList<>();
    for (int i = 1; i <= BOTS; i++) {
      bots.add("bot-" + i);
    }
    return settings.apply(
        List.of(
            new Setup(Setting.DB_HOST, ""),
            new Setup(Setting.DB_NAME, ""),
            new Setup(Setting.DB_USER, ""),
            new Setup(Setting.SERAI_DATA_DIR, Path.of("data", "bench")),
            new Setup(Setting.SERAI_LOG_DIR, Path.of("data", "bench", "logs")),
            new Setup(Setting.SERAI_MANAGEMENT_PORT, 0),
            new Setup(Setting.COZE_API_VERSION, "v2"),
            new Setup(Setting.COZE_API_URL, coze.url() + "/open_api/v2/chat"),
            new Setup(Setting.COZE_AUTHORIZATION, "bench"),
            new Setup(Setting.COZE_BOT_IDS, String.join(",", bots)),
            new Setup(Setting.ENRICH_TABLE_NAME, TABLE),
            new Setup(Setting.ENRICH_MAX_WORKERS, workers),
            new Setup(Setting.ENRICH_BATCH_SIZE, batchSize)));
  }

  private static void fill(Application application, long rows) {
    application
        .jdbc()
        .execute(
            """
            DROP TABLE IF EXISTS %1$s;
            DELETE FROM serai.work_item WHERE line = 'enrich' AND left(key, length('%1$s/')) = '%1$s/';
            CREATE TABLE %1$s (id bigint PRIMARY KEY, train_type varchar(10), processed_info text,
                               job_description_detail text, process_type timestamptz, bot_id varchar(64));
            INSERT INTO %1$s (id, train_type, processed_info)
            SELECT i, '3', 'Java开发工程师 ' || i || '；上海青石数据有限公司；8千-1.1万；Java|PostgreSQL；上海·浦东；3-5年；本科；'
                           || md5(i::text) FROM generate_series(1, %2$d) i;
            CREATE INDEX ON %1$s (train_type, id) WHERE job_description_detail IS NULL AND process_type IS NULL;
            """
                .formatted(TABLE, rows));
    application.jdbc().execute("VACUUM ANALYZE " + TABLE);
    application.jdbc().execute("VACUUM ANALYZE serai.work_item");
    application.jdbc().execute("CHECKPOINT");
  }

  private static Sample at(List<Sample> samples, long enriched) {
    return samples.stream()
        .filter(sample -> sample.counts().enriched() >= enriched)
        .findFirst()
        .orElse(samples.get(samples.size() - 1));
  }

  private static double meanLatency(JsonNode stats) {
    double answered = stats.path("outcomes").path("answered").asDouble();
    return answered == 0 ? 0 : stats.path("latencySumMs").asDouble() / answered / 1000;
  }
}
