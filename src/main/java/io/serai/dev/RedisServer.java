package io.serai.dev;

import java.io.File;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts, finds and stops the server of one folder. The caller holds the start lock. */
final class RedisServer {

  private static final Logger LOG = LoggerFactory.getLogger(RedisServer.class);
  private static final Duration START_PATIENCE = Duration.ofSeconds(60);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
  private static final Duration KILL_PATIENCE = Duration.ofSeconds(10);

  /** Without a title of its own its arguments stay visible, by which it is recognized. */
  private static final List<String> OPTIONS =
      List.of(
          "--bind", PostgresDatabase.HOST,
          "--appendonly", "yes",
          "--appendfsync", "everysec",
          "--save", "",
          "--maxmemory", "1gb",
          "--maxmemory-policy", "noeviction",
          "--daemonize", "no",
          "--set-proc-title", "no",
          "--logfile", "");

  private final Path program;
  private final Path data;
  private final Path pidFile;
  private final PostgresLog log;

  RedisServer(Path home, Path program) throws IOException {
    this.program = program;
    this.data = home.resolve("data");
    this.pidFile = home.resolve("redis.pid");
    this.log = new PostgresLog(home.resolve("server.log"));
    if (!Files.isDirectory(data)) {
      Files.createDirectory(
          data, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  /** The server that runs already, once it can be used; nothing when there is none any more. */
  Optional<RedisProcess> attach() throws IOException {
    Optional<RedisProcess> found = running();
    if (found.isEmpty()) {
      return found;
    }
    int port = found.get().port();
    if (!Polling.until(START_PATIENCE, () -> RedisProcess.isReady(port) || running().isEmpty())) {
      throw new IOException(
          "its process %d does not answer on port %d; %s"
              .formatted(found.get().pid(), port, log.tail()));
    }
    return running();
  }

  private Optional<RedisProcess> running() throws IOException {
    return RedisProcess.running(pidFile, data);
  }

  /**
   * Starts the server and waits until it can be used.
   *
   * @throws BindException when somebody else has the port
   */
  void start(int port) throws IOException {
    if (!ServerPort.becomesFree(port)) {
      throw taken(port);
    }
    Files.deleteIfExists(pidFile);
    long logStart = log.open();
    Process process = launch(port);
    boolean over =
        Polling.until(
            START_PATIENCE,
            () -> !process.isAlive() || running().isPresent() && RedisProcess.isReady(port));
    if (over && process.isAlive()) {
      return;
    }
    String said = log.since(logStart);
    process.destroyForcibly().onExit().join();
    if (said.contains("Address already in use")) {
      throw taken(port);
    }
    throw new IOException(
        (over ? "Redis ended with status " + process.exitValue() : "Redis was not ready in time")
            + "; "
            + log.tail());
  }

  private static BindException taken(int port) {
    return new BindException("port " + port + " on 127.0.0.1 is taken by another program");
  }

  private Process launch(int port) throws IOException {
    List<String> command = new ArrayList<>(PostgresSession.prefix());
    command.add(program.toString());
    command.addAll(List.of("--port", Integer.toString(port), "--dir", data.toString()));
    command.addAll(List.of("--pidfile", pidFile.toString()));
    command.addAll(OPTIONS);
    return new ProcessBuilder(command)
        .directory(data.toFile())
        .redirectErrorStream(true)
        .redirectInput(new File("/dev/null"))
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.file().toFile()))
        .start();
  }

  /** Ends the server if it runs, after it has written everything. */
  void stop() throws IOException {
    Optional<RedisProcess> found = running();
    if (found.isEmpty()) {
      return;
    }
    found.get().terminate();
    if (!Polling.until(STOP_PATIENCE, () -> running().isEmpty())) {
      LOG.warn("Redis takes too long to stop; killing it");
      found.get().kill();
      if (!Polling.until(KILL_PATIENCE, () -> running().isEmpty())) {
        throw new IOException(
            "Redis, process " + found.get().pid() + ", does not stop; " + log.tail());
      }
    }
    LOG.info("Stopped Redis in {}", data.getParent());
  }
}
