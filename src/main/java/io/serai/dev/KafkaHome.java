package io.serai.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One folder with a broker as this JVM sees it: counts the users in this JVM and settles with other
 * processes who serves.
 *
 * <p>Who holds {@code broker.lock} serves; the address is in {@code address} as long as the broker
 * can be used. A process that uses another's broker keeps trying to get the lock, and serves when
 * it does. File locks belong to the JVM as a whole, hence one object a folder and JVM, on whose
 * monitor everything happens.
 */
final class KafkaHome {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaHome.class);
  private static final int PORT_ATTEMPTS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long STANDBY_PAUSE_MILLIS = 200;

  /** An entry stays: the object is what keeps threads of this JVM apart while a user leaves. */
  private static final Map<Path, KafkaHome> HOMES = new ConcurrentHashMap<>();

  private final Path home;
  private final Path lockFile;
  private final KafkaAddress published;
  private final PostgresPort ports;
  private final PostgresPort controllerPorts;

  private int users;
  private LockFile lock;
  private KafkaBroker broker;
  private Map<String, String> properties = Map.of();
  private Thread standby;
  private volatile String address;

  private KafkaHome(Path home) {
    this.home = home;
    this.lockFile = home.resolve("broker.lock");
    this.published = new KafkaAddress(home.resolve("address"));
    this.ports = new PostgresPort(home.resolve("port"));
    this.controllerPorts = new PostgresPort(home.resolve("controller-port"));
  }

  static KafkaHome of(Path home) throws IOException {
    return HOMES.computeIfAbsent(Files.createDirectories(home).toRealPath(), KafkaHome::new);
  }

  String address() {
    return address;
  }

  synchronized boolean isServing() {
    return broker != null;
  }

  /** Makes sure that the broker runs, here or elsewhere, and counts one user more. */
  synchronized void join(int wantedPort, Map<String, String> brokerProperties) throws IOException {
    if (users == 0) {
      properties = brokerProperties;
      if (!Polling.until(PATIENCE, () -> serve(wantedPort) || attach())) {
        throw new IOException(
            "another process holds "
                + lockFile
                + " but its broker does not answer; end that process, or use another folder");
      }
    }
    users++;
  }

  /** Starts the broker unless another process has the lock. */
  private boolean serve(int wantedPort) throws IOException {
    Optional<LockFile> free = LockFile.tryExclusive(lockFile);
    if (free.isEmpty()) {
      return false;
    }
    lock = free.get();
    try {
      published.withdraw();
      startBroker(wantedPort);
      published.publish(address);
      return true;
    } catch (IOException | RuntimeException e) {
      try {
        stopServing();
      } catch (IOException | RuntimeException more) {
        e.addSuppressed(more);
      }
      throw e;
    }
  }

  private void startBroker(int wantedPort) throws IOException {
    if (wantedPort > 0 && !PostgresPort.becomesFree(wantedPort)) {
      throw new BindException(
          "port " + wantedPort + " on " + KafkaBroker.HOST + " is taken by another program");
    }
    int port = wantedPort > 0 ? wantedPort : ports.choose();
    int controllerPort = controllerPorts.choose();
    for (int attempt = 1; broker == null; attempt++) {
      try {
        broker = KafkaBroker.start(home.resolve("data"), port, controllerPort, properties);
      } catch (BindException e) {
        if (attempt == PORT_ATTEMPTS) {
          throw e;
        }
        LOG.warn("A port was taken while Kafka started; trying another");
        port = wantedPort > 0 ? wantedPort : ports.chooseNew();
        controllerPort = controllerPorts.chooseNew();
      }
    }
    ports.remember(port);
    controllerPorts.remember(controllerPort);
    address = KafkaBroker.HOST + ":" + port;
    LOG.info("Started Kafka in {} on {}", home, address);
  }

  /** Uses the broker of the process that has the lock, if it is up. */
  private boolean attach() throws IOException {
    Optional<String> found = published.answering();
    if (found.isEmpty()) {
      return false;
    }
    address = found.get();
    LOG.info("Using the Kafka that runs in {} on {}", home, address);
    standby = new Thread(this::standBy, "kafka-standby");
    standby.setDaemon(true);
    standby.start();
    return true;
  }

  /** Takes over, on the same port, when the serving process is gone. */
  private synchronized void standBy() {
    try {
      while (Thread.currentThread() == standby && !takeOver()) {
        wait(STANDBY_PAUSE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      LOG.error(
          "The process that served Kafka in {} is gone and this one cannot take over;"
              + " clients of {} wait until another start of Serai does",
          home,
          address,
          e);
    }
  }

  private boolean takeOver() throws IOException {
    int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    if (!serve(port)) {
      return false;
    }
    LOG.info("Took Kafka in {} over from a process that is gone", home);
    return true;
  }

  /** Counts one user less; the last one in this process stops the broker if it serves. */
  void leave() {
    Thread waiting;
    synchronized (this) {
      users--;
      if (users > 0) {
        return;
      }
      waiting = standby;
      standby = null;
      notifyAll();
      try {
        stopServing();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    join(waiting);
  }

  private static void join(Thread thread) {
    if (thread == null) {
      return;
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void stopServing() throws IOException {
    if (lock == null) {
      return;
    }
    try {
      published.withdraw();
      if (broker != null) {
        broker.stop();
        LOG.info("Stopped Kafka in {}", home);
      }
    } finally {
      broker = null;
      lock.close();
      lock = null;
    }
  }
}
