package io.serai.ops;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.ledger.ItemState;
import io.serai.ledger.LedgerDesk;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * All that watches the lines of one application: health checks, meters, alerts and JMX. Give its
 * beans and properties to Camel before the start, call {@link #started} after it and {@link #close}
 * before the stop. It knows lines by their interface only.
 */
public final class Operations implements AutoCloseable {

  private static final int ANSWER_SECONDS = 2;
  private static final Duration WEBHOOK_TIMEOUT = Duration.ofSeconds(5);

  private final Settings settings;
  private final List<Line> lines;
  private final DataSource database;
  private final Alerts alerts;
  private final AlertWebhook webhook;
  private final OpsMetrics metrics;
  private final Map<String, Object> checks = new HashMap<>();
  private final List<LineControl> controls = new ArrayList<>();

  /**
   * @param lines those that this process runs
   * @param database holds the ledger
   */
  public Operations(Settings settings, List<? extends Line> lines, DataSource database) {
    this.settings = settings;
    this.lines = List.copyOf(lines);
    this.database = database;
    Duration stallTimeout = Duration.ofSeconds(settings.number(Setting.SERAI_STALL_TIMEOUT));
    List<Alerts.Watched> watched =
        this.lines.stream()
            .map(line -> new Alerts.Watched(line, new Stall(line, System::nanoTime)))
            .toList();
    alerts =
        new Alerts(
            watched,
            settings.decimal(Setting.ALERT_FAILURE_RATE),
            Long.parseLong(settings.text(Setting.ALERT_BACKLOG)),
            stallTimeout,
            Clock.systemUTC());
    webhook = new AlertWebhook(settings.text(Setting.ALERT_WEBHOOK_URL));
    LedgerDesk ledger = new LedgerDesk(new JdbcTemplate(database));
    Reading<Map<String, Map<ItemState, Long>>> items =
        Reading.costly("serai-ledger-counts", ledger::counts);
    metrics = new OpsMetrics(this.lines, items, alerts);
    addChecks(watched, stallTimeout);
  }

  private void addChecks(List<Alerts.Watched> watched, Duration stallTimeout) {
    Reading<Boolean> answers = Reading.quick("serai-database-check", this::ask);
    checks.put("serai-database", Checks.database(answers));
    for (Alerts.Watched one : watched) {
      Line line = one.line();
      checks.put("serai-" + line.name(), Checks.ready(line));
      checks.put("serai-" + line.name() + "-moves", Checks.moves(line, one.stall(), stallTimeout));
    }
  }

  private boolean ask() throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(ANSWER_SECONDS);
      return statement.execute("SELECT 1");
    }
  }

  /** Beans by the names that routes use; Camel finds the health checks among them by itself. */
  public Map<String, Object> beans() {
    Map<String, Object> beans = new HashMap<>(checks);
    beans.put("opsAlerts", alerts);
    beans.put("opsAlertWebhook", webhook);
    return beans;
  }

  /**
   * Property values that routes use.
   *
   * @param watching whether thresholds are looked at, or only a command is carried out
   */
  public Map<String, String> properties(boolean watching) {
    Duration interval = Duration.ofSeconds(settings.number(Setting.ALERT_INTERVAL));
    return Map.of(
        "ops.alerts", String.valueOf(watching),
        "ops.webhook", String.valueOf(watching && webhook.isSet()),
        // a name only: the address is a secret, and names of endpoints are not
        "ops.webhook-endpoint", "http:alert-webhook",
        "ops.retry-ms", String.valueOf(retryDelay().toMillis()),
        "ops.webhook-timeout-ms", String.valueOf(WEBHOOK_TIMEOUT.toMillis()),
        "ops.alert-interval-ms", String.valueOf(interval.toMillis()));
  }

  /** Alerts and mails wait at most a second before they are sent again: others wait behind them. */
  private Duration retryDelay() {
    return Duration.ofSeconds(Math.min(1, settings.number(Setting.SERAI_RETRY_DELAY)));
  }

  /**
   * The routes run: meters go into Camel's registry, when it has one, and lines into JMX.
   *
   * @param jmx whether lines can be paused, resumed and drained through JMX
   */
  public void started(CamelContext camel, boolean jmx) {
    MeterRegistry meters = camel.getRegistry().findSingleByType(MeterRegistry.class);
    if (meters != null) {
      metrics.bindTo(meters);
      if (database instanceof HikariDataSource pool) {
        pool.setMetricRegistry(meters);
      }
    }
    if (jmx) {
      Duration timeout = Duration.ofSeconds(settings.number(Setting.SERAI_SHUTDOWN_TIMEOUT));
      lines.forEach(line -> controls.add(LineControl.of(line, timeout)));
    }
  }

  /** Takes the lines out of JMX. Doing so twice does no harm. */
  @Override
  public void close() {
    controls.forEach(LineControl::close);
    controls.clear();
  }
}
