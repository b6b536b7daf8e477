package io.serai.cli;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.config.SettingsException;
import io.serai.dev.EmbeddedPostgres;
import io.serai.ops.Causes;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The database of this run: the one that DB_HOST names, or an embedded PostgreSQL. */
final class Database implements AutoCloseable {

  private static final long CONNECT_TIMEOUT_MS = 5_000;

  /**
   * A plan that PostgreSQL keeps was made for the table as it was: one made while the ledger was
   * empty reads all of it, until the next ANALYZE. Before version 12 there is no such setting.
   */
  private static final String PLAN_EACH_TIME =
      "SELECT set_config(name, 'force_custom_plan', false) FROM pg_settings"
          + " WHERE name = 'plan_cache_mode'";

  private final EmbeddedPostgres embedded;
  private final HikariDataSource pool;
  private final String description;

  private Database(EmbeddedPostgres embedded, HikariConfig config, String description) {
    this.embedded = embedded;
    this.description = description;
    try {
      this.pool = new HikariDataSource(config);
    } catch (PoolInitializationException e) {
      if (embedded != null) {
        embedded.close();
      }
      throw new SettingsException(explain(e, config.getJdbcUrl()));
    }
  }

  /**
   * Connects.
   *
   * @throws SettingsException saying which setting is wrong when it cannot be reached
   */
  static Database open(Settings settings) {
    if (settings.has(Setting.DB_HOST)) {
      String url =
          "jdbc:postgresql://%s:%s/%s"
              .formatted(
                  settings.text(Setting.DB_HOST),
                  settings.text(Setting.DB_PORT),
                  settings.text(Setting.DB_NAME));
      HikariConfig config =
          config(settings, url, settings.text(Setting.DB_USER), settings.text(Setting.DB_PASSWORD));
      return new Database(null, config, url.substring("jdbc:".length()));
    }
    Path home = Path.of(settings.text(Setting.SERAI_DATA_DIR), "postgres");
    try {
      EmbeddedPostgres postgres = EmbeddedPostgres.start(home);
      HikariConfig config =
          config(settings, postgres.jdbcUrl(), postgres.user(), postgres.password());
      return new Database(
          postgres, config, "embedded PostgreSQL in " + home + " on port " + postgres.port());
    } catch (IOException e) {
      throw new SettingsException(e.getMessage());
    }
  }

  private static HikariConfig config(Settings settings, String url, String user, String password) {
    HikariConfig config = new HikariConfig();
    config.setPoolName("serai");
    config.setJdbcUrl(url);
    config.setUsername(user);
    config.setPassword(password);
    config.setMaximumPoolSize(settings.number(Setting.DB_POOL_SIZE));
    config.setMinimumIdle(1);
    config.setConnectionTimeout(CONNECT_TIMEOUT_MS);
    config.setConnectionInitSql(PLAN_EACH_TIME);
    config.addDataSourceProperty("ApplicationName", "serai");
    config.addDataSourceProperty("tcpKeepAlive", "true");
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    config.addDataSourceProperty("connectTimeout", "5");
    config.addDataSourceProperty("socketTimeout", "120");
    return config;
  }

  private static String explain(PoolInitializationException e, String url) {
    String state = "";
    for (Throwable each : Causes.of(e)) {
      state =
          each instanceof SQLException sql && sql.getSQLState() != null ? sql.getSQLState() : state;
    }
    String mend =
        switch (state) {
          case "28P01", "28000" -> "check DB_USER and DB_PASSWORD";
          case "3D000" -> "check DB_NAME, or create the database";
          default -> "check DB_HOST and DB_PORT, and that the server runs";
        };
    return "The database %s cannot be used: %s; %s".formatted(url, Causes.rootMessage(e), mend);
  }

  DataSource dataSource() {
    return pool;
  }

  /** Where it is, for a person. */
  String description() {
    return description;
  }

  @Override
  public void close() {
    pool.close();
    if (embedded != null) {
      embedded.close();
    }
  }
}
