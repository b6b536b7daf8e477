package io.serai.dev;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * One real Redis process with settings of its own, such as a password, TLS or the part of a
 * Sentinel or a cluster's node. Its folder goes when it goes; what a killed run has left is tidied
 * up by the next. Thread-safe.
 */
public final class RedisNode implements AutoCloseable {

  /** Where the program is unpacked once for all tests; {@code mvn clean} removes it. */
  static final Path BINARIES = Path.of("target", "redis-binaries").toAbsolutePath();

  private static final Path HOMES = Path.of("target", "test-redis").toAbsolutePath();
  private static final AtomicInteger MADE = new AtomicInteger();
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Path home;
  private final Path pidFile;
  private final int port;
  private final int otherPort;
  private final List<String> options;

  private RedisNode(Path home, int port, int otherPort, List<String> options) {
    this.home = home;
    this.pidFile = home.resolve("redis.pid");
    this.port = port;
    this.otherPort = otherPort;
    this.options = options;
  }

  /**
   * Starts one that keeps its data over restarts.
   *
   * @param lines of its configuration, besides port, folder and persistence; with {@code {port}}
   *     and {@code {other}} for its port and another free one
   */
  public static RedisNode create(String... lines) {
    return launch(List.of(), lines);
  }

  /** Starts a Sentinel. */
  public static RedisNode createSentinel(String... lines) {
    return launch(List.of("--sentinel"), lines);
  }

  private static RedisNode launch(List<String> options, String... lines) {
    try {
      Path folder = HOMES.resolve(String.valueOf(ProcessHandle.current().pid()));
      if (MADE.get() == 0) {
        tidyUp();
      }
      Path home = Files.createDirectories(folder.resolve(String.valueOf(MADE.incrementAndGet())));
      ServerPort ports = new ServerPort(home.resolve("unused"));
      int port = ports.chooseNew();
      List<String> all = new ArrayList<>(List.of("bind 127.0.0.1", "save \"\""));
      if (options.isEmpty()) {
        all.addAll(List.of("appendonly yes", "appendfsync everysec"));
      }
      int other = ports.chooseNew();
      for (String line : lines) {
        all.add(line.replace("{port}", "" + port).replace("{other}", "" + other));
      }
      Files.write(home.resolve("redis.conf"), all);
      RedisNode node = new RedisNode(home, port, other, options);
      node.start();
      return node;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static synchronized void tidyUp() throws IOException {
    List<Path> homes;
    try (Stream<Path> all = Files.list(Files.createDirectories(HOMES))) {
      homes = all.toList();
    }
    for (Path each : homes) {
      if (ProcessHandle.of(Long.parseLong(each.getFileName().toString())).isEmpty()) {
        try (Stream<Path> nodes = Files.list(each)) {
          for (Path node : nodes.toList()) {
            RedisProcess.running(node.resolve("redis.pid"), node).ifPresent(RedisProcess::kill);
          }
        }
        Folders.delete(each);
      }
    }
  }

  /** Its port on 127.0.0.1. */
  public int port() {
    return port;
  }

  /** Another port that was free, for what its configuration makes of it. */
  public int otherPort() {
    return otherPort;
  }

  /** Starts it (again), with the data that it had. */
  public void start() throws IOException {
    Files.deleteIfExists(pidFile);
    List<String> command = new ArrayList<>();
    command.add(RedisBinaries.unpack(BINARIES).toString());
    command.add(home.resolve("redis.conf").toString());
    command.addAll(List.of("--port", String.valueOf(port), "--dir", home.toString()));
    command.addAll(List.of("--pidfile", pidFile.toString(), "--set-proc-title", "no"));
    command.addAll(options);
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(home.resolve("log").toFile()))
            .start();
    boolean over = Polling.until(PATIENCE, () -> !process.isAlive() || isReady());
    if (!over || !process.isAlive()) {
      process.destroyForcibly();
      throw new IOException("Redis did not start: " + Files.readString(home.resolve("log")));
    }
  }

  private boolean isReady() throws IOException {
    return running().isPresent() && RedisProcess.answer(port).matches("[+]PONG|-NOAU");
  }

  private Optional<RedisProcess> running() throws IOException {
    return RedisProcess.running(pidFile, home);
  }

  /** SIGTERM; returns when it is gone. */
  public void stop() throws IOException {
    running().ifPresent(RedisProcess::terminate);
    gone();
  }

  /** SIGKILL; returns when it is gone. */
  public void kill() throws IOException {
    running().ifPresent(RedisProcess::kill);
    gone();
  }

  private void gone() throws IOException {
    if (!Polling.until(PATIENCE, () -> running().isEmpty() && isPortFree())) {
      throw new IOException("Redis on port " + port + " does not end");
    }
  }

  /** A process that is killed is no more a moment before its sockets. */
  private boolean isPortFree() {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** Forgets all data; to be called while it is stopped. */
  public void forget() throws IOException {
    Path files = home.resolve("appendonlydir");
    if (Files.exists(files)) {
      Folders.delete(files);
    }
  }

  @Override
  public void close() {
    try {
      kill();
      Folders.delete(home);
      Path parent = home.getParent();
      try (Stream<Path> rest = Files.list(parent)) {
        if (rest.findAny().isEmpty()) {
          Files.delete(parent);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
