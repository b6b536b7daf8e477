package io.serai.cli;

import io.serai.cache.CacheLine;
import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.dev.ClickHouseProcess;
import io.serai.dev.ClickHouseSamples;
import io.serai.dev.EmbeddedRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The house of the cache line's measurements: a ClickHouse in a process of its own and a Redis, in
 * folders of their own. Closing it leaves nothing of them running.
 */
final class CacheBench implements AutoCloseable {

  private static final int HEAP_MB = 256;

  private final SettingOptions options;
  private final BenchFolder folder;
  private final ClickHouseProcess clickHouse;
  private final EmbeddedRedis redis;
  private final ClickHouseSamples samples;
  private final Application application;

  /**
   * Starts the servers and the line's routes, without schedules.
   *
   * @param options of the command; what is set there wins
   */
  CacheBench(SettingOptions options) throws IOException {
    this.options = options;
    Logging.onlyTroubleOnConsole();
    quiet();
    folder = BenchFolder.take(Path.of(options.load().text(Setting.SERAI_DATA_DIR), "cache"));
    clickHouse = clickHouse();
    redis = redis();
    samples = new ClickHouseSamples(clickHouse.url(), "default", "default", "");
    options.put(Setting.REDIS_URL, redis.url());
    options.put(Setting.CLICKHOUSE_URL, clickHouse.url());
    application = Application.open(options.load());
    application.start(Extent.COMMAND, CacheLine.NAME);
  }

  private ClickHouseProcess clickHouse() throws IOException {
    try {
      return ClickHouseProcess.start(folder.path().resolve("clickhouse"), HEAP_MB);
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private EmbeddedRedis redis() throws IOException {
    try {
      return EmbeddedRedis.start(folder.path().resolve("redis"));
    } catch (IOException | RuntimeException e) {
      clickHouse.close();
      folder.close();
      throw e;
    }
  }

  /** Nothing of the user's is touched, whatever the environment says. */
  private void quiet() {
    options.standAlone();
    Map<Setting, Object> values =
        Map.of(
            Setting.SERAI_DATA_DIR,
            Path.of("data", "bench"),
            Setting.SERAI_LOG_DIR,
            Path.of("data", "bench", "logs"),
            Setting.SERAI_MANAGEMENT_PORT,
            0,
            Setting.JOB_SUGGESTION_BATCH_SIZE,
            CacheGraphBench.MEMBERS);
    values.forEach(options::put);
  }

  Application application() {
    return application;
  }

  Settings settings() {
    return application.settings();
  }

  ClickHouseSamples samples() {
    return samples;
  }

  String redisUrl() {
    return redis.url();
  }

  String clickHouseUrl() {
    return clickHouse.url();
  }

  /** The most memory that ClickHouse's process had. */
  long clickHousePeakMb() {
    return ProcessUse.peakMb(clickHouse.pid());
  }

  @Override
  public void close() {
    try (folder;
        clickHouse;
        redis) {
      application.close();
    }
  }
}
