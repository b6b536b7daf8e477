package io.serai.dev;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * A real Kafka broker (KRaft, one node) inside this JVM, with its data in one folder.
 *
 * <p>The broker belongs to everyone who has the folder open, in this process and in others. The
 * process that opens it first serves; others use its broker. When the serving process closes it or
 * dies, one of the others takes over on the same port within seconds, so that their clients only
 * have to connect again; when there is no other, the next {@link #start} takes over. Who serves is
 * known by an operating system file lock, which a killed process loses.
 *
 * <p>It listens on 127.0.0.1 without authentication, on ports that are remembered and used again
 * when they are free. Topics are made on first use, with 8 partitions. It needs some 40 MB of heap.
 * Records outlive a killed process; a power failure may lose the latest, because Kafka leaves the
 * writing to the operating system. A fault that would make a Kafka server exit is logged and only
 * stops the broker.
 *
 * <p>The broker's threads keep the JVM alive until {@link #close}. No shutdown hook is installed,
 * because a hook would stop the broker beside the application's own draining: close it last.
 *
 * <p>Thread-safe.
 */
public final class EmbeddedKafka implements AutoCloseable {

  private final ServedHome home;
  private final Stay stay;

  private EmbeddedKafka(ServedHome home) {
    this.home = home;
    this.stay = new Stay(home::leave);
  }

  /**
   * Makes sure that the broker of this folder runs and joins its users. Takes about two seconds the
   * first time in a JVM, less than half a second later, and some four seconds after a kill.
   *
   * @param home folder of the records, the ports and the lock; made when missing
   * @throws IOException when the broker cannot be started or reached: the message says why and
   *     names {@code KAFKA_BOOTSTRAP_SERVERS} as the way to do without
   */
  public static EmbeddedKafka start(Path home) throws IOException {
    return start(home, 0);
  }

  /** As {@link #start(Path)}, on this port; 0 stands for the remembered one or any. */
  static EmbeddedKafka start(Path home, int port) throws IOException {
    return start(home, port, Map.of());
  }

  /** As {@link #start(Path, int)}, with broker properties that add to or replace the usual ones. */
  static EmbeddedKafka start(Path home, int port, Map<String, String> properties)
      throws IOException {
    try {
      ServedHome joined = ServedHome.of("Kafka", home, "broker.lock");
      joined.join(port, free -> startBroker(home, free, properties));
      return new EmbeddedKafka(joined);
    } catch (IOException e) {
      throw Unavailable.embedded(
          "Kafka", home, "KAFKA_BOOTSTRAP_SERVERS names Kafka brokers of your own", e);
    }
  }

  private static Closeable startBroker(Path home, int port, Map<String, String> properties)
      throws IOException {
    ServerPort controllerPorts = new ServerPort(home.resolve("controller-port"));
    int controllerPort = controllerPorts.choose();
    controllerPorts.remember(controllerPort);
    return KafkaBroker.start(home.resolve("data"), port, controllerPort, properties)::stop;
  }

  /** Where clients connect to, such as {@code 127.0.0.1:23456}. */
  public String bootstrapServers() {
    return home.address();
  }

  /** Whether the broker runs in this very process, rather than in another one. */
  public boolean isServing() {
    return home.isServing();
  }

  /**
   * Leaves the broker. The last user in the serving process stops it, in about half a second, and
   * waits until its threads have ended. A second call waits for the first. An interrupted thread
   * still completes this and stays interrupted.
   */
  @Override
  public void close() {
    stay.close();
  }
}
