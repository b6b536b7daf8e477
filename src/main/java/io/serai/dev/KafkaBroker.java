package io.serai.dev;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A broker and its controller in this JVM, on the data of one folder. */
final class KafkaBroker {

  static final String HOST = "127.0.0.1";

  private static final Logger LOG = LoggerFactory.getLogger(KafkaBroker.class);

  private final KafkaRaftServer server;

  private KafkaBroker(KafkaRaftServer server) {
    this.server = server;
  }

  /**
   * Starts one and returns when it can be used.
   *
   * @param properties broker properties that add to or replace the usual ones
   * @throws BindException when one of the ports is taken
   */
  static KafkaBroker start(Path data, int port, int controllerPort, Map<String, String> properties)
      throws IOException {
    surviveFaults();
    Properties all = KafkaBrokerProperties.of(data, port, controllerPort);
    all.putAll(properties);
    format(data, all);
    KafkaRaftServer server;
    try {
      server = new KafkaRaftServer(new KafkaConfig(all, false), Time.SYSTEM);
    } catch (RuntimeException e) {
      throw failed(e, all);
    }
    try {
      server.startup();
    } catch (RuntimeException e) {
      stopHalfStarted(server, e);
      throw failed(e, all);
    }
    return new KafkaBroker(server);
  }

  /** Kafka would end the JVM; the thread that wants to ends instead. */
  private static void surviveFaults() {
    Exit.Procedure refuse =
        (status, message) -> {
          String text = "The embedded Kafka broker has failed" + (message == null ? "" : message);
          LOG.error("{}; what it logged before says why. Restart Serai to restart it", text);
          throw new IllegalStateException(text);
        };
    Exit.setExitProcedure(refuse);
    Exit.setHaltProcedure(refuse);
  }

  /** Gives the folder its cluster id, once: another one later would make the data unusable. */
  private static void format(Path data, Properties properties) throws IOException {
    if (Files.exists(data.resolve("meta.properties"))) {
      return;
    }
    Files.createDirectories(data);
    Path file = data.resolveSibling("format.properties");
    try (OutputStream out = Files.newOutputStream(file)) {
      properties.store(out, null);
    }
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    String[] arguments = {
      "format", "-c", file.toString(), "-t", Uuid.randomUuid().toString(), "--ignore-formatted"
    };
    try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      if (StorageTool.execute(arguments, out) != 0) {
        throw new IOException(
            data + " cannot be prepared: " + said.toString(StandardCharsets.UTF_8));
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static void stopHalfStarted(KafkaRaftServer server, RuntimeException cause) {
    try {
      server.shutdown();
      server.awaitShutdown();
    } catch (RuntimeException e) {
      cause.addSuppressed(e);
    }
  }

  private static IOException failed(RuntimeException e, Properties properties) {
    Throwable root = e;
    while (root.getCause() != null && !(root instanceof BindException)) {
      root = root.getCause();
    }
    if (root instanceof BindException) {
      BindException taken = new BindException("taken: one of " + properties.get("listeners"));
      taken.initCause(e);
      return taken;
    }
    return new IOException(
        "the broker did not start: %s (if its data in %s is damaged, remove that folder)"
            .formatted(root, properties.get("log.dirs")),
        e);
  }

  /** Ends it and waits for its threads. */
  void stop() {
    server.shutdown();
    server.awaitShutdown();
  }
}
