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
 * One folder of objects as this JVM sees it: counts the users in this JVM and settles with other
 * processes who serves.
 *
 * <p>{@code start.lock} is held exclusively during every start and stop; {@code serving.lock} by
 * the process that serves, as long as it does. The file {@code port} is true while somebody holds
 * the latter. File locks belong to the JVM as a whole, hence one object a folder and JVM.
 */
final class StoreHome {

  private static final Logger LOG = LoggerFactory.getLogger(StoreHome.class);

  /** An entry stays: the object is what keeps threads of this JVM apart while a user leaves. */
  private static final Map<Path, StoreHome> HOMES = new ConcurrentHashMap<>();

  private final Path home;
  private final Path startLock;
  private final ServerPort ports;

  private LockFile serving;
  private StoreServer server;
  private int users;
  private volatile int port;
  private volatile StoreKeys keys;

  private StoreHome(Path home) {
    this.home = home;
    this.startLock = home.resolve("start.lock");
    this.ports = new ServerPort(home.resolve("port"));
  }

  static StoreHome of(Path home) throws IOException {
    return HOMES.computeIfAbsent(Files.createDirectories(home).toRealPath(), StoreHome::new);
  }

  String url() {
    return StoreServer.url(port);
  }

  StoreKeys keys() {
    return keys;
  }

  synchronized boolean serves() {
    return server != null;
  }

  /** Makes sure that somebody serves and counts one user more. */
  synchronized void join(int wanted) throws IOException {
    if (server == null) {
      LockFile.exclusively(startLock, () -> joinLocked(wanted));
    }
    if (wanted != 0 && wanted != port) {
      leaveIfLast();
      throw new IOException("it is served on port " + port + " already, not on " + wanted);
    }
    users++;
  }

  private void joinLocked(int wanted) throws IOException {
    keys = StoreKeys.keptIn(home.resolve("keys"));
    Optional<LockFile> lock = LockFile.tryExclusive(home.resolve("serving.lock"));
    if (lock.isEmpty()) {
      port = ports.remembered();
      LOG.info("Using the object storage that another process serves at {}", url());
      return;
    }
    serving = lock.get();
    try {
      server = serve(wanted);
      port = server.port();
      ports.remember(port);
      LOG.info("Serving the object storage in {} at {}", home, url());
    } catch (IOException | RuntimeException e) {
      stopServing(e);
      throw e;
    }
  }

  private StoreServer serve(int wanted) throws IOException {
    Path objects = Folders.create(home.resolve("objects"));
    FileAttributes.require(objects);
    return ports.start(
        "the object storage", wanted, candidate -> StoreServer.start(objects, keys, candidate));
  }

  private void stopServing(Exception cause) {
    try {
      leaveLocked();
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /** Counts one user less; the last one of the JVM that serves stops the server. */
  synchronized void leave() throws IOException {
    users--;
    leaveIfLast();
  }

  private void leaveIfLast() throws IOException {
    if (users == 0 && serving != null) {
      LockFile.exclusively(startLock, this::leaveLocked);
    }
  }

  private void leaveLocked() throws IOException {
    try {
      if (server != null) {
        server.stop();
      }
    } finally {
      server = null;
      serving.close();
      serving = null;
    }
  }
}
