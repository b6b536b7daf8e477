package io.serai.dev;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One folder with a server as this JVM sees it: counts the users in this JVM and settles with other
 * processes who starts and who stops the server.
 *
 * <p>Two lock files do that. {@code start.lock} is held exclusively during every start, attachment
 * and stop; {@code users.lock} is held shared by each process as long as it uses the server, so
 * that a process that can get it exclusively knows it was the last. File locks belong to the JVM as
 * a whole, hence one object a folder and JVM, on whose monitor everything happens.
 */
final class PostgresHome {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresHome.class);
  private static final int PORT_ATTEMPTS = 3;

  /** An entry stays: the object is what keeps threads of this JVM apart while a user leaves. */
  private static final Map<Path, PostgresHome> HOMES = new ConcurrentHashMap<>();

  private final Path home;
  private final Path startLock;
  private final Path usersLock;
  private final PostgresCluster cluster;
  private final PostgresPort ports;

  private PostgresServer server;
  private LockFile membership;
  private int users;
  private volatile int port;
  private volatile String password;

  private PostgresHome(Path home) {
    this.home = home;
    this.startLock = home.resolve("start.lock");
    this.usersLock = home.resolve("users.lock");
    this.cluster = new PostgresCluster(home);
    this.ports = new PostgresPort(home.resolve("port"));
  }

  static PostgresHome of(Path home) throws IOException {
    return HOMES.computeIfAbsent(Files.createDirectories(home).toRealPath(), PostgresHome::new);
  }

  int port() {
    return port;
  }

  String password() {
    return password;
  }

  /** Makes sure that the server runs and counts one user more. */
  synchronized void join(Path binariesCache) throws IOException {
    LockFile.exclusively(startLock, () -> joinLocked(binariesCache));
    users++;
  }

  private void joinLocked(Path binariesCache) throws IOException {
    if (membership == null) {
      membership = LockFile.shared(usersLock);
    }
    try {
      Path binaries = PostgresBinaries.unpack(binariesCache);
      PostgresUser user = PostgresUser.choose(home, binaries);
      PostgresLog log = new PostgresLog(home.resolve("server.log"));
      password = cluster.prepare(binaries, user, log);
      server = new PostgresServer(cluster.path(), binaries, user, log, password);
      port = attachOrStart();
    } catch (IOException | RuntimeException e) {
      abandon(e);
      throw e;
    }
  }

  /** The running server's port, or that of a server started now. */
  private int attachOrStart() throws IOException {
    Optional<Integer> running = server.attach();
    if (running.isPresent()) {
      LOG.info("Using the PostgreSQL that runs in {} on port {}", home, running.get());
      return running.get();
    }
    int wanted = ports.choose();
    for (int attempt = 1; ; attempt++) {
      try {
        ports.remember(wanted);
        server.start(wanted);
        LOG.info("Started PostgreSQL in {} on port {}", home, wanted);
        return wanted;
      } catch (BindException e) {
        if (attempt == PORT_ATTEMPTS) {
          throw e;
        }
        LOG.warn("Port {} was taken while PostgreSQL started; trying another", wanted);
        wanted = ports.chooseNew();
      }
    }
  }

  private void abandon(Exception cause) {
    try {
      if (users == 0 && leaveMembership() && server != null) {
        server.stopUnlessRecovering();
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /** Counts one user less; the last one of all processes stops the server. */
  synchronized void leave() throws IOException {
    users--;
    if (users == 0) {
      LockFile.exclusively(startLock, this::leaveLocked);
    }
  }

  private void leaveLocked() throws IOException {
    if (leaveMembership()) {
      server.stop();
    } else {
      LOG.info("Leaving PostgreSQL in {} to the other processes that use it", home);
    }
  }

  /** Gives this process's share up; true when no other process has one. */
  private boolean leaveMembership() throws IOException {
    if (membership != null) {
      membership.close();
      membership = null;
    }
    Optional<LockFile> alone = LockFile.tryExclusive(usersLock);
    if (alone.isEmpty()) {
      return false;
    }
    alone.get().close();
    return true;
  }

  synchronized void stopServer() throws IOException {
    LockFile.exclusively(startLock, () -> server.stop());
  }

  synchronized void restartServer() throws IOException {
    LockFile.exclusively(startLock, this::restartLocked);
  }

  private void restartLocked() throws IOException {
    server.stop();
    server.start(port);
  }
}
