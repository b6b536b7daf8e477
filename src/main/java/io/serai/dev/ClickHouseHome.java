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
 * One folder with a database as this JVM sees it: counts the users in this JVM and settles with
 * other processes who serves.
 *
 * <p>Who holds {@code serving.lock} serves; the address is in {@code address} as long as the server
 * can be used. A process that uses another's server keeps trying to get the lock, and serves when
 * it does. File locks belong to the JVM as a whole, hence one object a folder and JVM, on whose
 * monitor everything happens.
 */
final class ClickHouseHome {

  private static final Logger LOG = LoggerFactory.getLogger(ClickHouseHome.class);
  private static final int PORT_ATTEMPTS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long STANDBY_PAUSE_MILLIS = 200;

  /** An entry stays: the object is what keeps threads of this JVM apart while a user leaves. */
  private static final Map<Path, ClickHouseHome> HOMES = new ConcurrentHashMap<>();

  private final Path home;
  private final Path lockFile;
  private final KafkaAddress published;
  private final PostgresPort ports;

  private int users;
  private LockFile lock;
  private DuckFront front;
  private DuckFront.Login login;
  private Thread standby;
  private volatile String address;

  private ClickHouseHome(Path home) {
    this.home = home;
    this.lockFile = home.resolve("serving.lock");
    this.published = new KafkaAddress(home.resolve("address"));
    this.ports = new PostgresPort(home.resolve("port"));
  }

  static ClickHouseHome of(Path home) throws IOException {
    return HOMES.computeIfAbsent(Files.createDirectories(home).toRealPath(), ClickHouseHome::new);
  }

  String address() {
    return address;
  }

  synchronized boolean isServing() {
    return front != null;
  }

  /** Makes sure that the server runs, here or elsewhere, and counts one user more. */
  synchronized void join(int wantedPort, DuckFront.Login wantedLogin) throws IOException {
    if (users == 0) {
      login = wantedLogin;
      if (!Polling.until(PATIENCE, () -> serve(wantedPort) || attach())) {
        throw new IOException(
            "another process holds "
                + lockFile
                + " but its server does not answer; end that process, or use another folder");
      }
    }
    users++;
  }

  /** Starts the server unless another process has the lock. */
  private boolean serve(int wantedPort) throws IOException {
    Optional<LockFile> free = LockFile.tryExclusive(lockFile);
    if (free.isEmpty()) {
      return false;
    }
    lock = free.get();
    try {
      published.withdraw();
      startFront(wantedPort);
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

  private void startFront(int wantedPort) throws IOException {
    if (wantedPort > 0 && !PostgresPort.becomesFree(wantedPort)) {
      throw new BindException(
          "port " + wantedPort + " on " + PostgresDatabase.HOST + " is taken by another program");
    }
    int port = wantedPort > 0 ? wantedPort : ports.choose();
    for (int attempt = 1; front == null; attempt++) {
      try {
        front = DuckFront.start(Folders.create(home.resolve("data")), port, login);
      } catch (BindException e) {
        if (wantedPort > 0 || attempt == PORT_ATTEMPTS) {
          throw e;
        }
        LOG.warn("Port {} was taken while the embedded ClickHouse started; trying another", port);
        port = ports.chooseNew();
      }
    }
    ports.remember(port);
    address = PostgresDatabase.HOST + ":" + port;
    LOG.info("Serving ClickHouse by DuckDB in {} on {}", home, address);
  }

  /** Uses the server of the process that has the lock, if it is up. */
  private boolean attach() throws IOException {
    Optional<String> found = published.answering();
    if (found.isEmpty()) {
      return false;
    }
    address = found.get();
    LOG.info(
        "Using the embedded ClickHouse that another process serves in {} on {}", home, address);
    standby = new Thread(this::standBy, "clickhouse-standby");
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
          "The process that served ClickHouse in {} is gone and this one cannot take over;"
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
    LOG.info("Took ClickHouse in {} over from a process that is gone", home);
    return true;
  }

  /** Counts one user less; the last one in this process stops the server if it serves. */
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
      if (front != null) {
        front.stop();
        LOG.info("Stopped the embedded ClickHouse in {}", home);
      }
    } finally {
      front = null;
      lock.close();
      lock = null;
    }
  }
}
