package io.serai.dev;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program of this package as a child of this process. It prints a line once it can be used, and
 * ends with this process, whatever happens to it. Thread-safe.
 */
final class ServerChild {

  private final Process process;
  private final String firstLine;

  private ServerChild(Process process, String firstLine) {
    this.process = process;
    this.firstLine = firstLine;
  }

  /**
   * Starts one and waits for its line.
   *
   * @param what it is, for the error
   * @param heapMegabytes the most that its heap may take
   * @throws IOException when it does not come up; the reason is on standard error
   */
  static ServerChild start(String what, Class<?> program, Path home, int heapMegabytes)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx" + heapMegabytes + "m",
            "-XX:+UseSerialGC",
            // not every JDK knows the last two, which keep newer ones quiet
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(compilation());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.add(home.toString());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    if (line == null) {
      throw new IOException(what + " did not start, see above");
    }
    return new ServerChild(process, line);
  }

  /** A process that is told how far to compile, as tests are, has children that live no longer. */
  private static List<String> compilation() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-XX:TieredStopAtLevel"))
        .toList();
  }

  /** What it said once it could be used. */
  String firstLine() {
    return firstLine;
  }

  long pid() {
    return process.pid();
  }

  /** SIGKILL; returns when it is gone. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** SIGTERM; returns when it is gone. */
  void stop() {
    process.destroy();
    process.onExit().join();
  }
}
