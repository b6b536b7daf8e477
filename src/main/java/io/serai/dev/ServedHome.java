package io.serai.dev;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One folder with a server that runs inside a JVM, as this JVM sees it: counts the users in this
 * JVM and settles with other processes who serves.
 *
 * <p>Who holds the lock file serves; the address is in {@code address} as long as the server can be
 * used. A process that uses another's server keeps trying to get the lock, and serves when it does.
 * File locks belong to the JVM as a whole, hence one object a folder and JVM, on whose monitor
 * everything happens.
 */
final class ServedHome {

  private static final Logger LOG = LoggerFactory.getLogger(ServedHome.class);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long STANDBY_PAUSE_MILLIS = 200;

  /** An entry stays: the object is what keeps threads of this JVM apart while a user leaves. */
  private static final Map<Path, ServedHome> HOMES = new ConcurrentHashMap<>();

  private final String name;
  private final Path home;
  private final Path lockFile;
  private final ServedAddress published;
  private final ServerPort ports;

  private int users;
  private ServerPort.Start<Closeable> start;
  private LockFile lock;
  private Closeable server;
  private Thread standby;
  private volatile String address;

  private ServedHome(String name, Path home, String lockName) {
    this.name = name;
    this.home = home;
    this.lockFile = home.resolve(lockName);
    this.published = new ServedAddress(home.resolve("address"));
    this.ports = new ServerPort(home.resolve("port"));
  }

  /** The folder's one, with the name of its server for logs and errors. */
  static ServedHome of(String name, Path home, String lockName) throws IOException {
    return HOMES.computeIfAbsent(
        Files.createDirectories(home).toRealPath(), path -> new ServedHome(name, path, lockName));
  }

  String address() {
    return address;
  }

  synchronized boolean isServing() {
    return server != null;
  }

  /**
   * Makes sure that the server runs, here or elsewhere, and counts one user more.
   *
   * @param wantedPort 0 for the remembered one or any
   * @param how starts the server, also for a take-over later; the first user's counts
   */
  synchronized void join(int wantedPort, ServerPort.Start<Closeable> how) throws IOException {
    if (users == 0) {
      start = how;
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
      int port = ports.start(name, wantedPort, this::startServer);
      ports.remember(port);
      address = PostgresDatabase.HOST + ":" + port;
      LOG.info("Started {} in {} on {}", name, home, address);
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

  private int startServer(int port) throws IOException {
    server = start.on(port);
    return port;
  }

  /** Uses the server of the process that has the lock, if it is up. */
  private boolean attach() throws IOException {
    Optional<String> found = published.answering();
    if (found.isEmpty()) {
      return false;
    }
    address = found.get();
    LOG.info("Using the {} that another process serves in {} on {}", name, home, address);
    standby = new Thread(this::standBy, name.toLowerCase(Locale.ROOT) + "-standby");
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
          "The process that served {} in {} is gone and this one cannot take over;"
              + " clients of {} wait until another start of Serai does",
          name,
          home,
          address,
          e);
    }
  }

  private boolean takeOver() throws IOException {
    int port = ServerPort.of(address);
    if (!serve(port)) {
      return false;
    }
    LOG.info("Took {} in {} over from a process that is gone", name, home);
    return true;
  }

  /** Counts one user less; the last one in this process stops the server if it serves. */
  void leave() throws IOException {
    Thread waiting;
    synchronized (this) {
      users--;
      if (users > 0) {
        return;
      }
      waiting = standby;
      standby = null;
      notifyAll();
      stopServing();
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
      if (server != null) {
        server.close();
        LOG.info("Stopped {} in {}", name, home);
      }
    } finally {
      server = null;
      lock.close();
      lock = null;
    }
  }
}
