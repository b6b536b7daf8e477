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
 * One folder with a Redis as this JVM sees it: counts the users in this JVM and settles with other
 * processes who starts and who stops the server, by the two lock files of {@link PostgresHome}.
 */
final class RedisHome {

  private static final Logger LOG = LoggerFactory.getLogger(RedisHome.class);
  private static final int PORT_ATTEMPTS = 3;

  /** An entry stays: the object is what keeps threads of this JVM apart while a user leaves. */
  private static final Map<Path, RedisHome> HOMES = new ConcurrentHashMap<>();

  private final Path home;
  private final Path startLock;
  private final Path usersLock;
  private final PostgresPort ports;

  private RedisServer server;
  private LockFile membership;
  private int users;
  private volatile int port;

  private RedisHome(Path home) {
    this.home = home;
    this.startLock = home.resolve("start.lock");
    this.usersLock = home.resolve("users.lock");
    this.ports = new PostgresPort(home.resolve("port"));
  }

  static RedisHome of(Path home) throws IOException {
    return HOMES.computeIfAbsent(Files.createDirectories(home).toRealPath(), RedisHome::new);
  }

  int port() {
    return port;
  }

  /** Makes sure that the server runs and counts one user more. */
  synchronized void join(int wanted, Path binariesCache) throws IOException {
    LockFile.exclusively(startLock, () -> joinLocked(wanted, binariesCache));
    users++;
  }

  private void joinLocked(int wanted, Path binariesCache) throws IOException {
    boolean alone = users == 0 && nobodyUsesIt();
    if (membership == null) {
      membership = LockFile.shared(usersLock);
    }
    try {
      server = new RedisServer(home, RedisBinaries.unpack(binariesCache));
      port = attachOrStart(wanted, alone);
    } catch (IOException | RuntimeException e) {
      abandon(e);
      throw e;
    }
  }

  private int attachOrStart(int wanted, boolean alone) throws IOException {
    Optional<RedisProcess> running = server.attach();
    if (running.isPresent() && wanted != 0 && running.get().port() != wanted) {
      if (!alone) {
        throw new IOException(
            "it is served on port " + running.get().port() + " already, not on " + wanted);
      }
      server.stop();
      running = Optional.empty();
    }
    if (running.isPresent()) {
      LOG.info("Using the Redis that runs in {} on port {}", home, running.get().port());
      return running.get().port();
    }
    return wanted == 0 ? startAnywhere() : start(wanted);
  }

  private int start(int wanted) throws IOException {
    server.start(wanted);
    ports.remember(wanted);
    LOG.info("Started Redis in {} on port {}", home, wanted);
    return wanted;
  }

  private int startAnywhere() throws IOException {
    int candidate = ports.choose();
    for (int attempt = 1; ; attempt++) {
      try {
        return start(candidate);
      } catch (BindException e) {
        if (attempt == PORT_ATTEMPTS) {
          throw e;
        }
        LOG.warn("Port {} was taken while Redis started; trying another", candidate);
        candidate = ports.chooseNew();
      }
    }
  }

  private void abandon(Exception cause) {
    try {
      if (users == 0 && leaveMembership() && server != null) {
        server.stop();
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
      LOG.info("Leaving Redis in {} to the other processes that use it", home);
    }
  }

  /** Gives this process's share up; true when no other process has one. */
  private boolean leaveMembership() throws IOException {
    if (membership != null) {
      membership.close();
      membership = null;
    }
    return nobodyUsesIt();
  }

  private boolean nobodyUsesIt() throws IOException {
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
    LockFile.exclusively(
        startLock,
        () -> {
          server.stop();
          server.start(port);
        });
  }
}
