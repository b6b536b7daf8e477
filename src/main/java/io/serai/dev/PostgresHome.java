package io.serai.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One folder with a server as this JVM sees it. One object a folder and JVM, because {@link
 * ServerUsers} is; it guards the fields, too.
 */
final class PostgresHome {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresHome.class);

  /** An entry stays: the object is what keeps threads of this JVM apart while a user leaves. */
  private static final Map<Path, PostgresHome> HOMES = new ConcurrentHashMap<>();

  private final Path home;
  private final ServerUsers users;
  private final PostgresCluster cluster;
  private final ServerPort ports;

  private PostgresServer server;
  private volatile int port;
  private volatile String password;

  private PostgresHome(Path home) {
    this.home = home;
    this.users = new ServerUsers("PostgreSQL", home);
    this.cluster = new PostgresCluster(home);
    this.ports = new ServerPort(home.resolve("port"));
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
  void join(Path binariesCache) throws IOException {
    users.join(alone -> attachOrStart(binariesCache), this::abandon);
  }

  private void attachOrStart(Path binariesCache) throws IOException {
    Path binaries = PostgresBinaries.unpack(binariesCache);
    PostgresUser user = PostgresUser.choose(home, binaries);
    PostgresLog log = new PostgresLog(home.resolve("server.log"));
    password = cluster.prepare(binaries, user, log);
    server = new PostgresServer(cluster.path(), binaries, user, log, password);
    Optional<Integer> running = server.attach();
    if (running.isPresent()) {
      port = running.get();
      LOG.info("Using the PostgreSQL that runs in {} on port {}", home, port);
    } else {
      port = ports.start("PostgreSQL", 0, this::start);
      LOG.info("Started PostgreSQL in {} on port {}", home, port);
    }
  }

  private int start(int candidate) throws IOException {
    ports.remember(candidate);
    server.start(candidate);
    return candidate;
  }

  private void abandon() throws IOException {
    if (server != null) {
      server.stopUnlessRecovering();
    }
  }

  /** Counts one user less; the last one of all processes stops the server. */
  void leave() throws IOException {
    users.leave(() -> server.stop());
  }

  void stopServer() throws IOException {
    users.exclusively(() -> server.stop());
  }

  void restartServer() throws IOException {
    users.exclusively(
        () -> {
          server.stop();
          server.start(port);
        });
  }
}
