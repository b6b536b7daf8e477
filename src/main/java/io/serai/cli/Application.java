package io.serai.cli;

import io.micrometer.core.instrument.MeterRegistry;
import io.serai.cache.CacheLine;
import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.config.SettingsException;
import io.serai.config.SqlFiles;
import io.serai.enrich.EnrichLine;
import io.serai.files.FileResultTable;
import io.serai.files.FilesLine;
import io.serai.ledger.Backoff;
import io.serai.ledger.Ledger;
import io.serai.ledger.LedgerDesk;
import io.serai.ledger.LedgerSchema;
import io.serai.ops.Operations;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.util.concurrent.CamelThreadFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/**
 * Puts a run together: database, ledger, lines and their routes, and takes it apart in the reverse
 * order. Closing twice does no harm.
 */
final class Application implements AutoCloseable {

  /** Every line there is, by its name in SERAI_LINES; its routes are in a file of that name. */
  static final Set<String> LINES = Set.of(EnrichLine.NAME, CacheLine.NAME, FilesLine.NAME);

  private final Settings settings;
  private final Database database;
  private final JdbcTemplate jdbc;
  private final Ledger ledger;
  private final Drain drain;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Map<String, LineModule> lines = new LinkedHashMap<>();
  private EnrichLine enrich;
  private FilesModule files;
  private CacheModule cache;
  private Operations operations;
  private Routes routes;

  private Application(Settings settings, Database database) {
    this.settings = settings;
    this.database = database;
    this.jdbc = new JdbcTemplate(database.dataSource());
    this.drain =
        new Drain(
            Duration.ofSeconds(settings.number(Setting.SERAI_SHUTDOWN_TIMEOUT)), System::nanoTime);
    this.ledger =
        new Ledger(
            jdbc,
            ownerName(),
            Duration.ofSeconds(settings.number(Setting.SERAI_LEASE)),
            new Backoff(
                Duration.ofSeconds(settings.number(Setting.SERAI_RETRY_DELAY)),
                Duration.ofSeconds(settings.number(Setting.SERAI_RETRY_DELAY_MAX)),
                () -> ThreadLocalRandom.current().nextDouble()));
  }

  /** Connects to the database and brings the ledger's tables up to date; starts nothing. */
  static Application open(Settings settings) {
    Database database = Database.open(settings);
    try {
      new LedgerSchema(database.dataSource()).migrate();
      return new Application(settings, database);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private static String ownerName() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (IOException e) {
      host = "localhost";
    }
    return host
        + ":"
        + ProcessHandle.current().pid()
        + ":"
        + UUID.randomUUID().toString().substring(0, 8);
  }

  Settings settings() {
    return settings;
  }

  String databaseDescription() {
    return database.description();
  }

  /** What the lines that run work on, a line of text each. */
  String lineDescriptions() {
    return lines.entrySet().stream()
        .map(line -> "%n  %-9s %s".formatted(line.getKey(), line.getValue().description()))
        .collect(Collectors.joining());
  }

  JdbcTemplate jdbc() {
    return jdbc;
  }

  LedgerDesk ledgerDesk() {
    return new LedgerDesk(jdbc);
  }

  FileResultTable fileResults() {
    return new FileResultTable(new NamedParameterJdbcTemplate(jdbc));
  }

  Ledger ledger() {
    return ledger;
  }

  SqlFiles sqlFiles() {
    return new SqlFiles(settings.optional(Setting.SERAI_SQL_DIR).map(Path::of));
  }

  /**
   * The enrichment line of this run.
   *
   * @throws SettingsException when its table is not as the settings say
   */
  synchronized EnrichLine enrich() {
    if (enrich == null) {
      enrich =
          new EnrichLine(
              settings,
              new NamedParameterJdbcTemplate(jdbc),
              sqlFiles(),
              ledger,
              new CamelThreadFactory("serai-#name#-#counter#", "enrich", true));
    }
    return enrich;
  }

  /** The files line of this run, one file at a time or a pool of them. */
  synchronized FilesModule files(boolean pool) {
    if (files == null) {
      files = new FilesModule(settings, jdbc, ledger, pool);
    }
    return files;
  }

  /** The cache line of this run. */
  synchronized CacheModule cache() {
    if (cache == null) {
      cache = new CacheModule(settings, sqlFiles(), ledger.owner());
    }
    return cache;
  }

  private LineModule module(String line) {
    return switch (line) {
      case EnrichLine.NAME -> new EnrichModule(settings, enrich());
      case FilesLine.NAME -> files(true);
      case CacheLine.NAME -> cache();
      default -> throw new IllegalArgumentException("There is no line " + line);
    };
  }

  /**
   * Starts the routes of some lines.
   *
   * @throws SettingsException when settings are missing or the management port is taken
   */
  void start(Extent extent, String... names) {
    for (String name : names) {
      lines.put(name, module(name));
    }
    boolean management = ManagementPort.isTakenBy(extent, settings);
    lines.values().forEach(line -> line.prepare(extent));
    operations =
        new Operations(
            settings,
            lines.values().stream().map(LineModule::control).toList(),
            database.dataSource());
    routes = new Routes(settings, lines, extent, management);
    routes.start(operations, ledger, database.dataSource());
    MeterRegistry meters = camel().getRegistry().findSingleByType(MeterRegistry.class);
    if (meters != null) {
      lines.values().forEach(line -> line.metrics().bindTo(meters));
    }
    operations.started(camel(), extent == Extent.SERVICE);
  }

  /** The context of the routes, once started. */
  CamelContext camel() {
    return routes.camel();
  }

  /** Finishes what is in flight, then stops everything. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    drain();
    if (operations != null) {
      operations.close();
    }
    if (routes != null) {
      routes.stop(drain.leftToStop());
    }
    if (enrich != null) {
      enrich.close();
    }
    if (files != null) {
      files.close();
    }
    if (cache != null) {
      cache.close();
    }
    database.close();
  }

  /** Finishes what is in flight and takes up nothing new; the second time there is nothing left. */
  void drain() {
    if (routes != null) {
      drain.run(lines.values());
    }
  }
}
