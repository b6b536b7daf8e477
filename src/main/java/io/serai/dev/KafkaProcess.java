package io.serai.dev;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * A {@link KafkaProgram} as a child of this process: a broker that can be killed, and that does not
 * share the memory of what is measured beside it. It ends with this process, whatever happens to
 * it. Thread-safe.
 */
public final class KafkaProcess implements AutoCloseable {

  private final Process process;
  private final String address;

  private KafkaProcess(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  /**
   * Starts one and waits until it can be used.
   *
   * @param home folder of the broker
   * @param heapMegabytes the most that its heap may take; 128 is plenty
   * @throws IOException when it does not come up; the reason is on standard error
   */
  public static KafkaProcess start(Path home, int heapMegabytes) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx" + heapMegabytes + "m",
            "-XX:+UseSerialGC",
            // not every JDK knows the last two, which keep newer ones quiet
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            KafkaProgram.class.getName(),
            home.toString());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    if (line == null) {
      throw new IOException("The Kafka broker did not start, see above");
    }
    return new KafkaProcess(process, line);
  }

  /** Where clients connect to. */
  public String bootstrapServers() {
    return address;
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** SIGKILL; returns when it is gone. */
  public void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** SIGTERM, upon which the broker stops cleanly; returns when it is gone. */
  public void stop() {
    process.destroy();
    process.onExit().join();
  }

  /** As {@link #stop}. */
  @Override
  public void close() {
    stop();
  }
}
