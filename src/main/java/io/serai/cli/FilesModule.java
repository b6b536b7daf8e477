package io.serai.cli;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.serai.config.Settings;
import io.serai.config.SettingsException;
import io.serai.files.FilesKafkaBeans;
import io.serai.files.FilesLine;
import io.serai.files.KafkaAccessException;
import io.serai.ledger.Ledger;
import io.serai.ops.Line;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.util.concurrent.CamelThreadFactory;
import org.apache.kafka.common.errors.AuthenticationException;
import org.springframework.jdbc.core.JdbcTemplate;

/** The files line within the application, with the servers that it needs. */
final class FilesModule implements LineModule {

  private static final Duration PAUSE = Duration.ofSeconds(45);

  private final Settings settings;
  private final FilesServers servers;
  private final FilesLine line;
  private final FilesKafkaBeans clients;
  private final KafkaWatch watch;

  /**
   * @param pool whether files are processed in parallel
   * @throws io.serai.config.SettingsException when settings are missing or contradict each other
   */
  FilesModule(Settings settings, JdbcTemplate jdbc, Ledger ledger, boolean pool) {
    this.settings = settings;
    this.servers = new FilesServers(settings);
    try {
      this.line =
          new FilesLine(
              settings,
              jdbc,
              ledger,
              servers.kafka(),
              servers.store(),
              pool,
              new CamelThreadFactory("serai-#name#-#counter#", FilesLine.NAME, true));
      this.clients = new FilesKafkaBeans(line);
      this.watch = new KafkaWatch(line.topics()::ensure, PAUSE);
    } catch (RuntimeException e) {
      servers.close();
      throw e;
    }
  }

  FilesLine line() {
    return line;
  }

  @Override
  public String description() {
    return servers.description();
  }

  /** A worker waits for brokers that are away; a command, or a wrong login, ends at once. */
  @Override
  public void prepare(Extent extent) {
    try {
      line.topics().ensure();
    } catch (KafkaAccessException e) {
      if (extent == Extent.COMMAND || e.getCause() instanceof AuthenticationException) {
        throw new SettingsException(e.getMessage());
      }
      watch.begin(e);
    }
  }

  @Override
  public Map<String, Object> beans() {
    Map<String, Object> beans = new HashMap<>(line.beans());
    beans.put("filesKafka", clients);
    return beans;
  }

  @Override
  public Map<String, String> properties(Extent extent) {
    Map<String, String> values = new HashMap<>(line.properties(settings));
    values.put("files.working", String.valueOf(extent != Extent.COMMAND));
    return values;
  }

  @Override
  public Line control() {
    return line.control();
  }

  @Override
  public MeterBinder metrics() {
    return line.metrics();
  }

  @Override
  public void finish() {
    if (!line.finish()) {
      clients.abandon();
    }
  }

  @Override
  public void close() {
    watch.close();
    line.close();
    servers.close();
  }
}
