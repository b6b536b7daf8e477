package io.serai.dev;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A running Redis server of one data folder, whoever started it: found by its pid file, and told
 * from another program that has the same process id now by the folder among its arguments.
 */
record RedisProcess(long pid, int port) {

  private static final int PATIENCE_MILLIS = 1_000;
  private static final byte[] PING = "PING\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int ANSWER = "+PONG".length();

  static Optional<RedisProcess> running(Path pidFile, Path data) throws IOException {
    String text;
    try {
      text = Files.readString(pidFile).strip();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    return text.matches("[0-9]{1,9}") ? running(Long.parseLong(text), data) : Optional.empty();
  }

  private static Optional<RedisProcess> running(long pid, Path data) {
    List<String> arguments = arguments(pid);
    if (!data.toString().equals(option(arguments, "--dir"))) {
      return Optional.empty();
    }
    return Optional.of(new RedisProcess(pid, Integer.parseInt(option(arguments, "--port"))));
  }

  /** None for a process that has ended, reaped or not, and for one that cannot be looked into. */
  private static List<String> arguments(long pid) {
    return ProcessHandle.of(pid)
        .filter(ProcessHandle::isAlive)
        .flatMap(process -> process.info().arguments())
        .map(List::of)
        .orElse(List.of());
  }

  private static String option(List<String> arguments, String name) {
    int at = arguments.indexOf(name);
    return at < 0 || at + 1 == arguments.size() ? null : arguments.get(at + 1);
  }

  /** Whether it can be used, which it cannot as long as it loads its data. */
  static boolean isReady(int port) {
    return answer(port).equals("+PONG");
  }

  /** The beginning of what it says to a PING; empty when it says nothing. */
  static String answer(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(PostgresDatabase.HOST, port), PATIENCE_MILLIS);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(PING);
      return new String(socket.getInputStream().readNBytes(ANSWER), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return "";
    }
  }

  /** SIGTERM, upon which it writes what it has not yet written. */
  void terminate() {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
  }

  /** SIGKILL. */
  void kill() {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }
}
