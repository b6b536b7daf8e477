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
 * One folder with a Redis as this JVM sees it. One object a folder and JVM, because {@link
 * ServerUsers} is; it guards the fields, too.
 */
final class RedisHome {

  private static final Logger LOG = LoggerFactory.getLogger(RedisHome.class);

  /** An entry stays: the object is what keeps threads of this JVM apart while a user leaves. */
  private static final Map<Path, RedisHome> HOMES = new ConcurrentHashMap<>();

  private final Path home;
  private final ServerUsers users;
  private final ServerPort ports;

  private RedisServer server;
  private volatile int port;

  private RedisHome(Path home) {
    this.home = home;
    this.users = new ServerUsers("Redis", home);
    this.ports = new ServerPort(home.resolve("port"));
  }

  static RedisHome of(Path home) throws IOException {
    return HOMES.computeIfAbsent(Files.createDirectories(home).toRealPath(), RedisHome::new);
  }

  int port() {
    return port;
  }

  /** Makes sure that the server runs and counts one user more. */
  void join(int wanted, Path binariesCache) throws IOException {
    users.join(alone -> attachOrStart(wanted, binariesCache, alone), this::abandon);
  }

  private void attachOrStart(int wanted, Path binariesCache, boolean alone) throws IOException {
    server = new RedisServer(home, RedisBinaries.unpack(binariesCache));
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
      port = running.get().port();
      LOG.info("Using the Redis that runs in {} on port {}", home, port);
    } else {
      port = ports.start("Redis", wanted, this::start);
      ports.remember(port);
      LOG.info("Started Redis in {} on port {}", home, port);
    }
  }

  private int start(int candidate) throws IOException {
    server.start(candidate);
    return candidate;
  }

  private void abandon() throws IOException {
    if (server != null) {
      server.stop();
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
