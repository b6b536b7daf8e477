package io.serai.cli;

import io.serai.Serai;
import io.serai.config.Setting;
import io.serai.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A command of Serai in a process of its own, with a heap of its own, and what it took.
 *
 * @param output what it printed
 * @param seconds from its start to its end, the JVM's included
 * @param peakMb the most resident memory it had
 * @param diskBytes bytes it wrote to disks
 */
record BenchChild(String output, double seconds, long peakMb, long diskBytes) {

  private static final long LOOK_MS = 20;

  /**
   * Runs one to its end.
   *
   * @param folder of its temporary files
   * @param option one more option of its JVM
   * @throws IllegalStateException with what it printed when it does not end well
   */
  static BenchChild run(
      Path folder, int heapMb, String option, Settings settings, String... command)
      throws IOException, InterruptedException {
    Path home = Files.createDirectories(folder).toAbsolutePath();
    ProcessBuilder builder = new ProcessBuilder(arguments(heapMb, option, home, command));
    builder.environment().put("SERAI_CONFIG", write(settings, home).toString());
    builder.redirectErrorStream(true);
    long began = System.nanoTime();
    Process process = builder.start();
    try {
      process.getOutputStream().close();
      CompletableFuture<String> output =
          CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
      long peakMb = 0;
      long written = 0;
      while (!process.waitFor(LOOK_MS, TimeUnit.MILLISECONDS)) {
        peakMb = Math.max(peakMb, ProcessUse.peakMb(process.pid()));
        written = Math.max(written, ProcessUse.writtenBytes(process.pid()));
      }
      double seconds = (System.nanoTime() - began) / 1e9;
      if (process.exitValue() != ExitCode.DONE) {
        throw new IllegalStateException(
            "%s ended with %d:%n%s"
                .formatted(String.join(" ", command), process.exitValue(), output.join()));
      }
      return new BenchChild(output.join(), seconds, peakMb, written);
    } finally {
      process.destroyForcibly();
    }
  }

  private static List<String> arguments(int heapMb, String option, Path home, String... command) {
    List<String> arguments = new ArrayList<>();
    arguments.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    arguments.addAll(List.of("-Xmx" + heapMb + "m", "-XX:+UseSerialGC"));
    arguments.addAll(List.of(option, "-Djava.io.tmpdir=" + home));
    String seraiHome = System.getProperty("serai.home");
    if (seraiHome != null) {
      arguments.add("-Dserai.home=" + seraiHome);
    }
    arguments.addAll(List.of("-cp", System.getProperty("java.class.path"), Serai.class.getName()));
    arguments.addAll(List.of(command));
    return arguments;
  }

  /** In a file, because its settings must win over those in the folder or the environment. */
  private static Path write(Settings settings, Path home) throws IOException {
    Properties properties = new Properties();
    for (Setting setting : Setting.values()) {
      properties.put(setting.property(), settings.text(setting));
    }
    Path file = home.resolve("child.properties");
    try (OutputStream out = Files.newOutputStream(file)) {
      properties.store(out, null);
    }
    return file;
  }

  private static String read(InputStream in) {
    try (in) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "(its output cannot be read: " + e + ")";
    }
  }
}
