package io.serai.cli;

import io.serai.cache.ClickHouseSettings;
import io.serai.cache.RedisSettings;
import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.config.SettingsException;
import io.serai.dev.EmbeddedClickHouse;
import io.serai.dev.EmbeddedRedis;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Redis and ClickHouse: those that the settings name; where a setting has its default and nobody
 * listens there, an embedded one at that very address.
 */
final class CacheServers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CacheServers.class);
  private static final String EMBEDDED = "embedded";
  private static final int KNOCK_MS = 500;

  private final Settings settings;
  private EmbeddedRedis redis;
  private EmbeddedClickHouse clickHouse;

  CacheServers(Settings settings) {
    this.settings = settings;
  }

  /**
   * How to reach Redis.
   *
   * @throws SettingsException when it is wrong, or the embedded one cannot start
   */
  synchronized RedisSettings redis() {
    if (redis == null && settings.isDefault(Setting.REDIS_URL)) {
      redis = leftBehind();
    }
    if (redis == null && isEmbedded(Setting.REDIS_URL)) {
      try {
        redis = EmbeddedRedis.start(home("redis"), port(Setting.REDIS_URL));
      } catch (IOException e) {
        throw new SettingsException(e.getMessage());
      }
    }
    return redis == null ? RedisSettings.of(settings) : RedisSettings.of(settings, redis.url());
  }

  /** Serai's own Redis that a killed process has left at the default address, or null. */
  private EmbeddedRedis leftBehind() {
    if (!Files.exists(home("redis")) || isEmbedded(Setting.REDIS_URL)) {
      return null;
    }
    try {
      return EmbeddedRedis.start(home("redis"), port(Setting.REDIS_URL));
    } catch (IOException e) {
      LOG.debug("The Redis at the default address is not Serai's: {}", e.getMessage());
      return null;
    }
  }

  /**
   * How to reach ClickHouse.
   *
   * @throws SettingsException when it is wrong, or the embedded one cannot start
   */
  synchronized ClickHouseSettings clickHouse() {
    if (clickHouse == null && isEmbedded(Setting.CLICKHOUSE_URL)) {
      try {
        clickHouse = EmbeddedClickHouse.start(home("clickhouse"), port(Setting.CLICKHOUSE_URL));
      } catch (IOException e) {
        throw new SettingsException(e.getMessage());
      }
    }
    return clickHouse == null
        ? ClickHouseSettings.of(settings)
        : ClickHouseSettings.of(settings, clickHouse.url());
  }

  private boolean isEmbedded(Setting setting) {
    return settings.text(setting).equals(EMBEDDED)
        || settings.isDefault(setting) && !listens(URI.create(settings.text(setting)));
  }

  private static boolean listens(URI address) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address.getHost(), address.getPort()), KNOCK_MS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** That of the default address, or any when the setting says no more than embedded. */
  private int port(Setting setting) {
    return settings.isDefault(setting) ? URI.create(settings.text(setting)).getPort() : 0;
  }

  private Path home(String name) {
    return Path.of(settings.text(Setting.SERAI_DATA_DIR), name);
  }

  /** Where both are, for a person. */
  synchronized String description() {
    return (clickHouse == null
            ? "ClickHouse at " + ClickHouseSettings.of(settings).url()
            : "embedded ClickHouse (DuckDB) on " + clickHouse.url())
        + ", "
        + (redis == null
            ? "Redis at " + RedisSettings.of(settings)
            : "embedded Redis on " + redis.url());
  }

  @Override
  public synchronized void close() {
    if (clickHouse != null) {
      clickHouse.close();
    }
    if (redis != null) {
      redis.close();
    }
  }
}
