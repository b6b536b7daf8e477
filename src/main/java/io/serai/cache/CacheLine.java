package io.serai.cache;

import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.config.SettingsException;
import io.serai.config.SqlFiles;
import io.serai.ops.ServiceJars;
import io.serai.ops.WatchedFolder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Builds the beans and properties that the routes of this line name. */
public final class CacheLine implements AutoCloseable {

  /** Name of the line in SERAI_LINES and in metrics. */
  public static final String NAME = "cache";

  private static final int TICK_MS = 100;
  private static final int RELOAD_MS = 1000;
  private static final int BEATS_OF_A_LEASE = 3;
  private static final int QUEUE = 10_000;

  private final ClickHouseHttp clickHouse;
  private final ClickHouseSettings clickHouseSettings;
  private final ServiceJars services;
  private final CacheJobs jobs;
  private final CacheStore store;
  private final CacheProgress progress = new CacheProgress(System::nanoTime);
  private final CacheSchedule schedule = new CacheSchedule(CacheLine::millis);
  private final CacheControl control;
  private final CacheMetrics metrics;
  private final Duration lease;
  private final CacheDesk desk;
  private final Map<String, Object> beans = new LinkedHashMap<>();

  /**
   * Reads the jobs; connects to nothing yet.
   *
   * @param owner of the turns that this process takes
   * @throws io.serai.config.SettingsException when the folder of jobs, a jar or an address cannot
   *     be used
   */
  public CacheLine(
      Settings settings,
      RedisSettings redis,
      ClickHouseSettings clickHouseSettings,
      SqlFiles sqlFiles,
      String owner) {
    this.clickHouseSettings = clickHouseSettings;
    clickHouse = new ClickHouseHttp(clickHouseSettings);
    services = ServiceJars.open(settings, Setting.CACHE_JOBS_DIR, CacheRefreshJob.class);
    jobs = jobs(settings, sqlFiles, services);
    store = CacheStore.open(redis);
    control = new CacheControl(jobs, store, schedule, progress);
    metrics = new CacheMetrics(progress, control::ageSeconds);
    lease = Duration.ofSeconds(settings.number(Setting.SERAI_LEASE));
    desk = new CacheDesk(jobs, store, owner, lease, schedule, progress, metrics, System::nanoTime);
    beans.put("cacheDesk", desk);
    beans.put("cacheHeartbeat", new CacheHeartbeat(progress, store::renew, System::nanoTime));
    beans.put("cacheKeeper", new CacheKeeper(jobs, store, CacheLine::millis));
    beans.put("cacheQueries", new CacheQueryBeans(desk));
    beans.put("cacheJobs", jobs);
    beans.put("cacheJobCheck", new CacheJobCheck(jobs));
    beans.put("cacheJobRoutes", new CacheJobBeans(jobs::all, schedule));
    beans.put("cacheStore", store);
    beans.put("clickHouse", clickHouse);
  }

  private static long millis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  /** The jobs as the settings have them, without any connection. */
  public static CacheJobs jobs(Settings settings, SqlFiles sqlFiles, ServiceJars services) {
    Duration timeout = Duration.ofMillis(settings.number(Setting.JOB_CH_TIMEOUT_MS));
    List<CacheJob> inJava =
        services.services(CacheRefreshJob.class).stream()
            .map(service -> JavaJobs.job(service, timeout))
            .toList();
    return new CacheJobs(
        settings
            .optional(Setting.CACHE_JOBS_DIR)
            .map(folder -> new WatchedFolder(Path.of(folder), ".yaml", ".yml"))
            .orElse(null),
        reader(settings, sqlFiles),
        inJava);
  }

  /**
   * Reads one job file.
   *
   * @return what it is, in a sentence
   * @throws io.serai.config.SettingsException when it cannot be used
   */
  public static String check(Settings settings, SqlFiles sqlFiles, String file, String text) {
    try {
      return reader(settings, sqlFiles)
          .read(file, text)
          .map(CacheJob::toString)
          .orElse(file + " is right, and says that its job is not enabled");
    } catch (JobFault e) {
      throw new SettingsException(e.getMessage());
    }
  }

  private static CacheJobReader reader(Settings settings, SqlFiles sqlFiles) {
    return new CacheJobReader(settings, System.getenv(), file -> sqlFiles.find(NAME, file));
  }

  /** Beans by the names that routes use. */
  public Map<String, Object> beans() {
    return beans;
  }

  /** Property values that routes use. */
  public Map<String, String> properties(Settings settings) {
    Map<String, String> values = new LinkedHashMap<>();
    int concurrent = settings.number(Setting.JOB_MAX_CONCURRENT);
    values.put("cache.max-concurrent", String.valueOf(concurrent));
    values.put("cache.queue", String.valueOf(QUEUE));
    values.put("cache.tick-ms", String.valueOf(TICK_MS));
    values.put("cache.heartbeat-ms", String.valueOf(lease.toMillis() / BEATS_OF_A_LEASE));
    values.put("cache.reload-ms", String.valueOf(RELOAD_MS));
    values.put("cache.clickhouse-url", clickHouseSettings.url());
    values.put(
        "cache.clickhouse-timeout-ms", String.valueOf(clickHouseSettings.requestTimeoutMs()));
    // one for a person who refreshes by hand
    values.put("cache.clickhouse-connections", String.valueOf(concurrent + 1));
    return values;
  }

  /** The jobs in force. */
  public CacheJobs jobs() {
    return jobs;
  }

  /** What is in Redis. */
  public CacheStore store() {
    return store;
  }

  /** What this process has done. */
  public CacheProgress progress() {
    return progress;
  }

  /** The line as its operators see it. */
  public CacheControl control() {
    return control;
  }

  /** Meters of this line. */
  public CacheMetrics metrics() {
    return metrics;
  }

  /** Gives up what is under way, so that another process may go on with it at once. */
  public void stop() {
    desk.stop();
  }

  /** Ends all connections. */
  @Override
  public void close() {
    store.close();
    services.close();
  }
}
