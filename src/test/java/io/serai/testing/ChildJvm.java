package io.serai.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.config.Setting;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Another process with the class path of the tests. Its input stays open as long as the tests live;
 * its output goes to files beside its working folder.
 */
public final class ChildJvm implements AutoCloseable {

  private static final int SMALL_HEAP_MB = 64;

  private static final Map<Boolean, List<String>> ENTRIES =
      Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
          .map(entry -> Path.of(entry).toAbsolutePath().toString())
          .collect(Collectors.partitioningBy(entry -> entry.endsWith(".jar")));

  /** An archive holds for a class path that begins with its jars. */
  private static final String CLASS_PATH =
      Stream.of(ENTRIES.get(true), ENTRIES.get(false))
          .flatMap(List::stream)
          .collect(Collectors.joining(File.pathSeparator));

  private static final ClassArchive ARCHIVE =
      new ClassArchive(ENTRIES.get(true), ENTRIES.get(false));

  private final Process process;
  private final Path output;
  private final Path errors;

  private ChildJvm(Process process, Path output, Path errors) {
    this.process = process;
    this.output = output;
    this.errors = errors;
  }

  /**
   * Starts one, whose standard error is a part of its output.
   *
   * @param folder working folder, made when missing; never the same for two that run at once
   * @param environment added to that of the tests, which is freed of all settings of Serai
   */
  public static ChildJvm start(
      Path folder, Map<String, String> environment, Class<?> main, String... arguments)
      throws IOException {
    return startWithHeap(SMALL_HEAP_MB, folder, environment, main, arguments);
  }

  /** As {@link #start}, with a heap for more than a command or a worker. */
  public static ChildJvm startWithHeap(
      int heapMb, Path folder, Map<String, String> environment, Class<?> main, String... arguments)
      throws IOException {
    Path output = beside(folder, ".out");
    ProcessBuilder builder = builder(heapMb, folder, environment, main, arguments);
    builder.redirectErrorStream(true).redirectOutput(Redirect.appendTo(output.toFile()));
    return new ChildJvm(builder.start(), output, output);
  }

  /** As {@link #start}, with its standard error apart. */
  public static ChildJvm startWithErrorsApart(
      Path folder, Map<String, String> environment, Class<?> main, String... arguments)
      throws IOException {
    Path output = beside(folder, ".out");
    Path errors = beside(folder, ".err");
    ProcessBuilder builder = builder(SMALL_HEAP_MB, folder, environment, main, arguments);
    builder
        .redirectOutput(Redirect.appendTo(output.toFile()))
        .redirectError(Redirect.appendTo(errors.toFile()));
    return new ChildJvm(builder.start(), output, errors);
  }

  private static Path beside(Path folder, String ending) {
    return folder.resolveSibling(folder.getFileName() + ending);
  }

  private static ProcessBuilder builder(
      int heapMb, Path folder, Map<String, String> environment, Class<?> main, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx" + heapMb + "m"));
    ARCHIVE
        .file()
        .ifPresent(
            archive ->
                command.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds*=off")));
    // as the launcher does: newer JVMs print warnings about libraries otherwise
    command.addAll(
        List.of(
            "-XX:+IgnoreUnrecognizedVMOptions",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of("-cp", CLASS_PATH, main.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(Files.createDirectories(folder).toFile());
    Stream.of(Setting.values()).map(Setting::name).forEach(builder.environment()::remove);
    builder.environment().putAll(environment);
    return builder;
  }

  /** Waits until it has come so far, and ends it when it does not. */
  public ChildJvm until(Duration patience, Callable<Boolean> ready) throws IOException {
    boolean isReady = false;
    try {
      await().atMost(patience).until(() -> ready.call() || !isAlive());
      assertThat(isAlive()).as(output()).isTrue();
      isReady = true;
      return this;
    } finally {
      if (!isReady) {
        close();
      }
    }
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Its process id. */
  public long pid() {
    return process.pid();
  }

  /** SIGKILL; returns when it is gone. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM; returns at once. */
  public void terminate() {
    process.destroy();
  }

  /** Waits for its end and returns its exit code. */
  public int exitCode(Duration patience) throws InterruptedException, IOException {
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("the process does not end. Its output:\n" + output());
    }
    return process.exitValue();
  }

  /** What it has printed. */
  public String output() throws IOException {
    return Files.readString(output);
  }

  /** What it has printed to its standard error. */
  public String errors() throws IOException {
    return Files.readString(errors);
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
