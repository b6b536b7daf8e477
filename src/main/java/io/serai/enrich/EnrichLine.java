package io.serai.enrich;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.serai.config.CronSchedule;
import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.config.SqlFiles;
import io.serai.ledger.Ledger;
import io.serai.ops.BreakerTrial;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Builds the beans and properties that the routes of this line name. */
public final class EnrichLine {

  /** Name of the line in the ledger, in SERAI_LINES and in metrics. */
  public static final String NAME = "enrich";

  private static final int WRITERS = 4;
  private static final int CALLS_ON_TRIAL = 5;
  private static final long BATCH_INTERVAL_MS = 500;
  private static final long STATISTICS_MS = 60_000;
  private static final String WATCH_MS = "1000";

  private final EnrichSettings settings;
  private final EnrichTable table;
  private final EnrichProgress progress = new EnrichProgress(System::nanoTime);
  private final CircuitBreaker breaker = breaker();
  private final BotPool bots;
  private final EnrichRuns runs;
  private final EnrichMetrics metrics;
  private final EnrichStats stats;
  private final EnrichControl control;
  private final Map<String, Object> beans = new LinkedHashMap<>();

  /**
   * @throws io.serai.config.SettingsException when the table is not as the settings say
   */
  public EnrichLine(
      Settings all,
      NamedParameterJdbcTemplate jdbc,
      SqlFiles files,
      Ledger ledger,
      ThreadFactory threads) {
    settings = EnrichSettings.of(all);
    table = new EnrichTable(jdbc, files, settings);
    bots = new BotPool(settings.botIds(), settings.workers(), this::admits, System::nanoTime);
    runs = new EnrichRuns(table, ledger, settings, bots, progress);
    metrics = new EnrichMetrics(progress, bots, runs, this::breakerState);
    stats = new EnrichStats(table, ledger);
    beans.put("enrichRuns", runs);
    beans.put("enrichOnce", new RunOnce());
    RowLog rowLog = new RowLog();
    control = new EnrichControl(stats, runs, progress, bots, this::breakerState, rowLog);
    beans.put("enrichControl", control);
    beans.put(
        "enrichDesk",
        new EnrichDesk(bots, ledger, runs, progress, metrics, rowLog, System::nanoTime));
    beans.put("enrichWriter", new EnrichWriter(table, ledger, runs, progress, transaction(jdbc)));
    beans.put("enrichWorkers", workers(threads));
    beans.put("enrichWriters", writers(threads));
    beans.put("cozeBreaker", breaker);
  }

  /** What a run of the service does: all that is pending. */
  public static final class RunOnce {

    /** All that is pending, then end; it waits for what is down. */
    public RunOptions options() {
      return RunOptions.scheduled();
    }
  }

  private static TransactionTemplate transaction(NamedParameterJdbcTemplate jdbc) {
    return new TransactionTemplate(
        new DataSourceTransactionManager(jdbc.getJdbcTemplate().getDataSource()));
  }

  private ExecutorService workers(ThreadFactory threads) {
    int size = settings.workers();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            size, size, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** A full queue makes the worker write itself: back-pressure while the database is slow. */
  private static ExecutorService writers(ThreadFactory threads) {
    return new ThreadPoolExecutor(
        WRITERS,
        WRITERS,
        1,
        TimeUnit.MINUTES,
        new ArrayBlockingQueue<>(2 * WRITERS),
        threads,
        new ThreadPoolExecutor.CallerRunsPolicy());
  }

  private static CircuitBreaker breaker() {
    return CircuitBreaker.of(
        "coze",
        CircuitBreakerConfig.custom()
            .slidingWindowSize(100)
            .minimumNumberOfCalls(20)
            .failureRateThreshold(50)
            .waitDurationInOpenState(Duration.ofSeconds(5))
            .permittedNumberOfCallsInHalfOpenState(CALLS_ON_TRIAL)
            .automaticTransitionFromOpenToHalfOpenEnabled(true)
            .recordException(EnrichFailures::countsAgainstApi)
            .build());
  }

  private boolean admits(int inFlight) {
    return BreakerTrial.admits(breaker, inFlight);
  }

  /** Beans by the names that routes use. */
  public Map<String, Object> beans() {
    return beans;
  }

  /** Property values that routes use. */
  public Map<String, String> properties(Settings all) {
    Map<String, String> values = new HashMap<>();
    values.put("enrich.cron", CronSchedule.parse(all.text(Setting.ENRICH_SCHEDULE)).quartz());
    values.put("enrich.kamelet", settings.kamelet());
    values.put("enrich.url", settings.apiUrl());
    values.put("enrich.authorization", settings.authorization());
    values.put("enrich.timeout-ms", String.valueOf(settings.requestTimeout().toMillis()));
    values.put("enrich.connections", String.valueOf(settings.workers()));
    values.put("enrich.reuse-answers", String.valueOf(settings.reuseAnswers()));
    values.put("enrich.statistics-ms", String.valueOf(STATISTICS_MS));
    values.put("enrich.watch-ms", WATCH_MS);
    values.put("enrich.batch-size", String.valueOf(settings.batchSize()));
    values.put("enrich.batch-interval-ms", String.valueOf(BATCH_INTERVAL_MS));
    return values;
  }

  /** Starts, watches and ends runs. */
  public EnrichRuns runs() {
    return runs;
  }

  /** What this process has done. */
  public EnrichProgress progress() {
    return progress;
  }

  /** The table of the rows. */
  public EnrichTable table() {
    return table;
  }

  /** How far the table is, for all processes. */
  public EnrichStats stats() {
    return stats;
  }

  /** The line as its operators see it. */
  public EnrichControl control() {
    return control;
  }

  /** What is known of each bot. */
  public List<BotState> bots() {
    return bots.states();
  }

  /** Meters of this line. */
  public EnrichMetrics metrics() {
    return metrics;
  }

  /** State of the circuit breaker around the API: CLOSED, OPEN or HALF_OPEN. */
  public String breakerState() {
    return breaker.getState().name();
  }

  /** Ends the pools. */
  public void close() {
    ((ExecutorService) beans.get("enrichWorkers")).shutdownNow();
    ((ExecutorService) beans.get("enrichWriters")).shutdownNow();
  }
}
