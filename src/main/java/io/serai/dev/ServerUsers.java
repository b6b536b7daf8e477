package io.serai.dev;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The users of a server that is a process of its own: counts those in this JVM and settles with
 * other processes who starts and who stops the server.
 *
 * <p>Two lock files in the server's folder do that. {@code start.lock} is held exclusively during
 * every start, attachment and stop; {@code users.lock} is held shared by each process as long as it
 * uses the server, so that a process that can get it exclusively knows it was the last. File locks
 * belong to the JVM as a whole, hence one object a folder and JVM, on whose monitor everything
 * happens.
 */
final class ServerUsers {

  private static final Logger LOG = LoggerFactory.getLogger(ServerUsers.class);

  /** Starts the server, or attaches to the one that runs. */
  @FunctionalInterface
  interface Start {
    /** Is told whether no other user is there. */
    void run(boolean alone) throws IOException;
  }

  private final String name;
  private final Path home;
  private final Path startLock;
  private final Path usersLock;

  private LockFile membership;
  private int users;

  ServerUsers(String name, Path home) {
    this.name = name;
    this.home = home;
    this.startLock = home.resolve("start.lock");
    this.usersLock = home.resolve("users.lock");
  }

  /**
   * Makes sure that the server runs and counts one user more.
   *
   * @param abandon what to do when that fails and nobody else uses the server
   */
  synchronized void join(Start start, LockFile.Action abandon) throws IOException {
    LockFile.exclusively(startLock, () -> joinLocked(start, abandon));
    users++;
  }

  private void joinLocked(Start start, LockFile.Action abandon) throws IOException {
    boolean alone = users == 0 && nobodyUsesIt();
    if (membership == null) {
      membership = LockFile.shared(usersLock);
    }
    try {
      start.run(alone);
    } catch (IOException | RuntimeException e) {
      try {
        if (users == 0 && leaveMembership()) {
          abandon.run();
        }
      } catch (IOException more) {
        e.addSuppressed(more);
      }
      throw e;
    }
  }

  /** Counts one user less; the last one of all processes stops the server. */
  synchronized void leave(LockFile.Action stop) throws IOException {
    users--;
    if (users == 0) {
      LockFile.exclusively(startLock, () -> leaveLocked(stop));
    }
  }

  private void leaveLocked(LockFile.Action stop) throws IOException {
    if (leaveMembership()) {
      stop.run();
    } else {
      LOG.info("Leaving {} in {} to the other processes that use it", name, home);
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

  /** Does something while nobody starts, attaches or stops. */
  synchronized void exclusively(LockFile.Action action) throws IOException {
    LockFile.exclusively(startLock, action);
  }
}
