package io.serai.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.serai.config.Settings;
import io.serai.ledger.Backoff;
import io.serai.ledger.Ledger;
import io.serai.ledger.LedgerSchema;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Gives tests a database of their own on a real PostgreSQL: one for the class when it is registered
 * in a static field, one for each test otherwise. The server starts with the first and stops after
 * the last test of the JVM.
 *
 * <pre>
 * &#64;RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();
 * </pre>
 */
public final class TestDatabase extends ScopedExtension {

  private static final Namespace NAMESPACE = Namespace.create(TestDatabase.class);
  private static final int CONNECTIONS = 24;

  private final boolean withLedger;
  private TestPostgres postgres;
  private String name;
  private HikariDataSource pool;

  private TestDatabase(boolean withLedger) {
    this.withLedger = withLedger;
  }

  /** A database without any table. */
  public static TestDatabase empty() {
    return new TestDatabase(false);
  }

  /** A database with the ledger's tables. */
  public static TestDatabase withLedger() {
    return new TestDatabase(true);
  }

  @Override
  void open(ExtensionContext context) {
    postgres =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(
                TestPostgres.class, key -> new TestPostgres(), TestPostgres.class);
    name = postgres.createDatabase();
    pool = new HikariDataSource(config());
    if (withLedger) {
      new LedgerSchema(pool).migrate();
    }
  }

  private HikariConfig config() {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url());
    config.setUsername(user());
    config.setPassword(password());
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(0);
    // as Serai's own pool: a plan that is kept from when a table was empty reads all of it each
    // time
    config.addDataSourceProperty("options", "-c plan_cache_mode=force_custom_plan");
    return config;
  }

  @Override
  void close() {
    pool.close();
    postgres.dropDatabase(name);
  }

  /** Its JDBC address without user and password. */
  public String url() {
    return postgres.url(name);
  }

  /** The superuser. */
  public String user() {
    return postgres.server().user();
  }

  /** The superuser's password. */
  public String password() {
    return postgres.server().password();
  }

  /** A pool of 24 connections. */
  public DataSource dataSource() {
    return pool;
  }

  /** A template on the pool. */
  public JdbcTemplate jdbc() {
    return new JdbcTemplate(pool);
  }

  /** A ledger as another process with that name would have it; retries are due at once. */
  public Ledger ledger(String owner, Duration lease) {
    return ledger(owner, lease, new Backoff(Duration.ZERO, Duration.ZERO, () -> 0));
  }

  /** A ledger as another process with that name would have it. */
  public Ledger ledger(String owner, Duration lease, Backoff backoff) {
    return new Ledger(jdbc(), owner, lease, backoff);
  }

  /** Environment variables that lead a process to this database. */
  public Map<String, String> environment() {
    return Map.of(
        "DB_HOST", postgres.server().host(),
        "DB_PORT", String.valueOf(postgres.server().port()),
        "DB_NAME", name,
        "DB_USER", user(),
        "DB_PASSWORD", password());
  }

  /** Settings that lead to this database, with more of them by the names of their variables. */
  public Settings settings(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(environment());
    all.putAll(more);
    return Settings.load(all, Path.of("no-such-file.properties"), Map.of());
  }
}
