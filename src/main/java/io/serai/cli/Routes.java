package io.serai.cli;

import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.config.SettingsException;
import io.serai.ledger.Ledger;
import io.serai.ledger.LedgerUpkeep;
import io.serai.ops.Causes;
import io.serai.ops.Operations;
import io.serai.ops.RouteReload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.spi.ShutdownStrategy;
import org.apache.camel.spring.spi.SpringTransactionPolicy;
import org.apache.hc.core5.io.CloseMode;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** The Camel context of a run: which route files it loads, with which beans and property values. */
final class Routes {

  /** Route files that every run needs, whatever its lines. */
  private static final List<String> COMMON_ROUTES =
      List.of("error-handling", "ledger", "reload", "ops");

  private static final String RELOAD_PERIOD_MS = "2000";
  private static final Duration IDLE_PATIENCE = Duration.ofMillis(500);
  private static final Duration IDLE_LOOK = Duration.ofMillis(5);

  private final Settings settings;
  private final Map<String, LineModule> lines;
  private final Extent extent;
  private final Optional<ManagementServer> management;
  private final Main main = new Main();

  /**
   * @param lines whose routes are to run, by their names
   * @param management whether this process serves health and metrics
   */
  Routes(Settings settings, Map<String, LineModule> lines, Extent extent, boolean management) {
    this.settings = settings;
    this.lines = lines;
    this.extent = extent;
    this.management = management ? Optional.of(new ManagementServer()) : Optional.empty();
  }

  /**
   * Starts them.
   *
   * @throws IllegalStateException saying what is wrong with a route
   * @throws SettingsException when a service has lost its port to another process meanwhile
   */
  void start(Operations operations, Ledger ledger, DataSource source) {
    main.setShutdownStrategy(new SimpleMainShutdownStrategy());
    main.setPropertyPlaceholderLocations(
        "classpath:application-%s.properties,classpath:application.properties"
            .formatted(profile()));
    properties(operations, ledger).forEach(main::addOverrideProperty);
    beans(operations, ledger, source).forEach(main::bind);
    try {
      main.init();
      RouteReload reload = new RouteReload(main.getCamelContext(), routesFolder(), overridable());
      main.getCamelContext().getRegistry().bind("routeReload", reload);
      main.start();
      reload.loadAtStart();
    } catch (Exception e) {
      throw new IllegalStateException(
          "The routes could not be started: " + Causes.rootMessage(e), e);
    }
    management
        .flatMap(ManagementServer::fault)
        .ifPresent(cause -> ManagementPort.refuse(extent, settings, cause));
  }

  private String profile() {
    return switch (settings.text(Setting.SERAI_ENV).toLowerCase(Locale.ROOT)) {
      case "production" -> "prod";
      case "testing" -> "test";
      default -> "dev";
    };
  }

  /** Without a folder of the user's nothing is ever read from this one. */
  private Path routesFolder() {
    return settings
        .optional(Setting.SERAI_ROUTES_DIR)
        .map(Path::of)
        .orElse(Path.of(settings.text(Setting.SERAI_DATA_DIR), "no-routes"));
  }

  private String routeFiles() {
    return Stream.concat(COMMON_ROUTES.stream(), lines.keySet().stream())
        .map("classpath:routes/%s.camel.yaml"::formatted)
        .collect(Collectors.joining(","));
  }

  /** Shipped route files that a file of the same name in SERAI_ROUTES_DIR replaces. */
  private Set<String> overridable() {
    return Stream.concat(Stream.of("ledger"), lines.keySet().stream())
        .map("%s.camel.yaml"::formatted)
        .collect(Collectors.toSet());
  }

  private Map<String, Object> beans(Operations operations, Ledger ledger, DataSource source) {
    DataSourceTransactionManager transactions = new DataSourceTransactionManager(source);
    SpringTransactionPolicy required = new SpringTransactionPolicy(transactions);
    Map<String, Object> beans = new HashMap<>(operations.beans());
    lines.values().forEach(line -> beans.putAll(line.beans()));
    beans.put("transactionManager", transactions);
    beans.put("PROPAGATION_REQUIRED", required);
    beans.put("ledgerUpkeep", new LedgerUpkeep(ledger));
    management.ifPresent(server -> beans.put("managementServer", server.vertx()));
    return beans;
  }

  private Map<String, String> properties(Operations operations, Ledger ledger) {
    boolean service = extent == Extent.SERVICE;
    Map<String, String> values = new HashMap<>(operations.properties(extent != Extent.COMMAND));
    lines.values().forEach(line -> values.putAll(line.properties(extent)));
    values.put("camel.main.routesIncludePattern", routeFiles());
    values.put("ledger.heartbeat-ms", String.valueOf(ledger.lease().toMillis() / 3));
    values.put("reload.enabled", String.valueOf(service && settings.has(Setting.SERAI_ROUTES_DIR)));
    values.put("reload.period-ms", RELOAD_PERIOD_MS);
    settings
        .optional(Setting.SERAI_KAMELETS_DIR)
        .ifPresent(
            folder ->
                values.put(
                    "camel.component.kamelet.location", "file:" + folder + ",classpath:kamelets"));
    values.put("camel.main.shutdownTimeout", settings.text(Setting.SERAI_SHUTDOWN_TIMEOUT));
    values.put("camel.management.enabled", String.valueOf(management.isPresent()));
    values.put("camel.management.host", settings.text(Setting.SERAI_MANAGEMENT_HOST));
    values.put("camel.management.port", settings.text(Setting.SERAI_MANAGEMENT_PORT));
    values.put("camel.metrics.enabled", String.valueOf(management.isPresent()));
    values.put("camel.main.jmxEnabled", String.valueOf(service));
    return values;
  }

  /** The context, once started. */
  CamelContext camel() {
    return main.getCamelContext();
  }

  /**
   * Stops them, whether they were started or not.
   *
   * @param patience how long what is still under way in them may take at the most
   */
  void stop(Duration patience) {
    hangUp();
    awaitIdle();
    if (main.getCamelContext() != null) {
      ShutdownStrategy strategy = main.getCamelContext().getShutdownStrategy();
      strategy.setTimeUnit(TimeUnit.MILLISECONDS);
      strategy.setTimeout(Math.max(1, patience.toMillis()));
    }
    main.stop();
    management.ifPresent(ManagementServer::close);
  }

  /** Camel looks once a second whether all has ended; what is drained ends within milliseconds. */
  private void awaitIdle() {
    CamelContext camel = main.getCamelContext();
    long deadline = System.nanoTime() + IDLE_PATIENCE.toNanos();
    while (camel != null
        && camel.getInflightRepository().size() > 0
        && System.nanoTime() < deadline) {
      LockSupport.parkNanos(IDLE_LOOK.toNanos());
    }
  }

  /** Whoever still waits for an answer over HTTP would hold up the stop until it comes. */
  private void hangUp() {
    CamelContext camel = main.getCamelContext();
    if (camel == null) {
      return;
    }
    for (Endpoint endpoint : camel.getEndpoints()) {
      if (endpoint instanceof HttpEndpoint http && http.getClientConnectionManager() != null) {
        http.getClientConnectionManager().close(CloseMode.IMMEDIATE);
      }
    }
  }
}
