package io.serai.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A server's main process as its {@code postmaster.pid} tells it: line 1 is the process id, line 4
 * the port, line 8 the status.
 */
record Postmaster(Path cluster, long pid, int port, String status) {

  private static final int PORT_LINE = 3;
  private static final int STATUS_LINE = 7;

  /** The server that runs on this cluster, whoever started it. */
  static Optional<Postmaster> running(Path cluster) throws IOException {
    return read(cluster).filter(Postmaster::isRunning);
  }

  private static Optional<Postmaster> read(Path cluster) throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(file(cluster));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    if (lines.size() <= PORT_LINE || !isNumber(lines.get(0)) || !isNumber(lines.get(PORT_LINE))) {
      return Optional.empty();
    }
    long pid = Long.parseLong(lines.get(0));
    int port = Integer.parseInt(lines.get(PORT_LINE));
    String status = lines.size() > STATUS_LINE ? lines.get(STATUS_LINE).strip() : "";
    return Optional.of(new Postmaster(cluster, pid, port, status));
  }

  private static boolean isNumber(String line) {
    return line.matches("[0-9]{1,9}");
  }

  private static Path file(Path cluster) {
    return cluster.resolve("postmaster.pid");
  }

  /**
   * Removes the file of a dead server in the two cases in which PostgreSQL would refuse to start on
   * account of it: when its process id now belongs to some other program (usual in containers), and
   * when it is damaged.
   */
  static void deleteStale(Path cluster) throws IOException {
    Optional<Postmaster> stale = read(cluster);
    if (stale.isEmpty() || stale.get().belongsToOther()) {
      Files.deleteIfExists(file(cluster));
    }
  }

  boolean isReady() {
    return status.equals("ready");
  }

  /** Whether the process lives and is a server of this very cluster. */
  boolean isRunning() {
    return arguments().map(this::nameThisCluster).orElse(false);
  }

  private boolean belongsToOther() {
    return arguments().map(found -> !nameThisCluster(found)).orElse(false);
  }

  private boolean nameThisCluster(List<String> arguments) {
    int option = arguments.indexOf("-D");
    return option >= 0
        && option + 1 < arguments.size()
        && arguments.get(option + 1).equals(cluster.toString());
  }

  /** Empty for a process that has ended, reaped or not, and for one that cannot be looked into. */
  private Optional<List<String>> arguments() {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(process -> process.info().arguments())
        .map(List::of);
  }

  /** Sends a signal; Java itself cannot send those that PostgreSQL distinguishes. */
  void signal(String name) throws IOException {
    List<String> command = List.of("sh", "-c", "kill -" + name + " " + pid);
    HelperProgram.Result result = HelperProgram.run(command);
    if (!result.succeeded() && isRunning()) {
      throw new IOException(
          "could not send SIG" + name + " to PostgreSQL's process " + pid + ": " + result.output());
    }
  }
}
