package io.serai.dev;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts, finds and stops the server of one cluster. The caller holds the start lock. */
final class PostgresServer {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);
  private static final Duration START_PATIENCE = Duration.ofSeconds(60);
  private static final Duration FAST_STOP_PATIENCE = Duration.ofSeconds(60);
  private static final Duration IMMEDIATE_STOP_PATIENCE = Duration.ofSeconds(10);

  /** Durability settings are PostgreSQL's own, that is, on. */
  private static final Map<String, String> SETTINGS =
      Map.of(
          "listen_addresses", PostgresDatabase.HOST,
          "unix_socket_directories", "",
          "max_connections", "100",
          "shared_buffers", "64MB",
          "jit", "off",
          "lc_messages", "C");

  private final Path cluster;
  private final PostgresProgram program;
  private final PostgresLog log;
  private final String password;

  PostgresServer(Path cluster, Path binaries, PostgresUser user, PostgresLog log, String password) {
    this.cluster = cluster;
    this.program = new PostgresProgram(binaries, user, cluster.getParent(), log);
    this.log = log;
    this.password = password;
  }

  /**
   * Waits until the server that runs already can be used.
   *
   * @return its port, or nothing when there is none, or none any more
   */
  Optional<Integer> attach() throws IOException {
    Optional<Postmaster> found = Postmaster.running(cluster);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    int port = found.get().port();
    PostgresDatabase database = new PostgresDatabase(port, password);
    boolean over =
        Polling.until(START_PATIENCE, () -> isUsable(database) || !found.get().isRunning());
    if (!over) {
      throw notReady(database);
    }
    return found.get().isRunning() ? Optional.of(port) : Optional.empty();
  }

  /**
   * Starts the server and waits until it can be used. Begins anew as long as processes of a killed
   * server still hold its memory.
   *
   * @throws BindException when somebody else has the port
   */
  void start(int port) throws IOException {
    Postmaster.deleteStale(cluster);
    program.user().own(cluster);
    PostgresDatabase database = new PostgresDatabase(port, password);
    Attempt attempt = new Attempt(port);
    boolean ready =
        Polling.until(
            START_PATIENCE,
            () -> {
              attempt.launchUnlessRunning();
              return isUsable(database);
            });
    if (!ready) {
      throw notReady(database);
    }
  }

  /** One wish for a running server, which may take several launches. */
  private final class Attempt {
    private final int port;
    private Process process;
    private long logStart;

    Attempt(int port) {
      this.port = port;
    }

    void launchUnlessRunning() throws IOException {
      if (process != null && (process.isAlive() || process.exitValue() == 0)) {
        return;
      }
      if (process != null) {
        requireCurable(log.since(logStart));
      }
      logStart = log.open();
      process = program.start(PostgresSession.prefix(), "postgres", arguments(port));
    }

    private void requireCurable(String said) throws IOException {
      if (said.contains("could not create any TCP/IP sockets")) {
        throw new BindException("port " + port + " on 127.0.0.1 is taken by another program");
      }
      if (!said.contains("is still in use")) {
        throw new IOException(
            "PostgreSQL ended with status " + process.exitValue() + "; " + log.tail());
      }
    }
  }

  private List<String> arguments(int port) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("-D", cluster.toString(), "-p", Integer.toString(port)));
    SETTINGS.forEach((name, value) -> arguments.addAll(List.of("-c", name + "=" + value)));
    return arguments;
  }

  private boolean isUsable(PostgresDatabase database) throws IOException {
    return Postmaster.running(cluster).filter(Postmaster::isReady).isPresent()
        && database.isReachable();
  }

  private IOException notReady(PostgresDatabase database) throws IOException {
    return new IOException(
        "PostgreSQL was not ready after "
            + START_PATIENCE.toSeconds()
            + " s; if it still recovers it is left to finish, so try again later; "
            + log.tail(),
        database.failure());
  }

  /** Ends the server if it runs, at once and cleanly: rolls back what is under way. */
  void stop() throws IOException {
    Optional<Postmaster> found = Postmaster.running(cluster);
    if (found.isPresent()) {
      stop(found.get());
    }
  }

  /** As {@link #stop}, but lets crash recovery finish, which would otherwise begin again. */
  void stopUnlessRecovering() throws IOException {
    Optional<Postmaster> found = Postmaster.running(cluster);
    if (found.isPresent() && found.get().isReady()) {
      stop(found.get());
    }
  }

  private void stop(Postmaster postmaster) throws IOException {
    postmaster.signal("INT");
    if (!Polling.until(FAST_STOP_PATIENCE, () -> !postmaster.isRunning())) {
      LOG.warn("PostgreSQL's fast shutdown takes too long; ending it without a checkpoint");
      postmaster.signal("QUIT");
      if (!Polling.until(IMMEDIATE_STOP_PATIENCE, () -> !postmaster.isRunning())) {
        throw new IOException(
            "PostgreSQL, process " + postmaster.pid() + ", does not stop; " + log.tail());
      }
    }
    LOG.info("Stopped PostgreSQL in {}", cluster.getParent());
  }
}
