package io.serai.testing;

import io.serai.Serai;
import io.serai.config.Setting;
import io.serai.dev.Folders;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The classes of the libraries as the JVM likes to have them (class data sharing): a process of the
 * tests then starts with half the processor time. Made by whoever is the first to want it after a
 * clean, which takes some seconds. Thread-safe, and safe beside other processes.
 */
final class ClassArchive {

  private static final Path FOLDER = Path.of("target", "class-archives");
  private static final long PATIENCE_SECONDS = 120;

  /** The command by which the launcher, too, learns which classes are wanted. */
  private static final String TRAINING = "train-class-data";

  /** What the archive depends on, beside the libraries and the Java. */
  private static final List<String> OPTIONS = List.of("-XX:+UseSerialGC");

  private final List<String> libraries;
  private final List<String> folders;
  private final Path archive;

  /**
   * @param libraries jars, in the order of the class path
   * @param folders with classes, which stand behind the jars and are not archived
   */
  ClassArchive(List<String> libraries, List<String> folders) {
    this.libraries = libraries;
    this.folders = folders;
    String name = String.join("\n", libraries) + System.getProperty("java.vm.version");
    this.archive = FOLDER.resolve(digest(name) + ".jsa").toAbsolutePath();
  }

  private static String digest(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The archive, made when there is none; nothing where this Java cannot make one. */
  synchronized Optional<Path> file() throws IOException {
    if (!Files.exists(archive)) {
      Files.createDirectories(FOLDER);
      try (FileChannel lock = open(beside(".lock"))) {
        lock.lock();
        if (!Files.exists(archive)) {
          make();
        }
      }
    }
    return Files.size(archive) > 0 ? Optional.of(archive) : Optional.empty();
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private Path beside(String ending) {
    return archive.resolveSibling(archive.getFileName() + ending);
  }

  /** An empty file says that it cannot be made. */
  private void make() throws IOException {
    Path classes = beside(".classes");
    Path partial = beside(".new");
    List<String> both = new ArrayList<>(libraries);
    both.addAll(folders);
    run("-XX:DumpLoadedClassList=" + classes, "-cp", path(both), Serai.class.getName(), TRAINING);
    run(
        "-Xshare:dump",
        "-XX:SharedClassListFile=" + classes,
        "-XX:SharedArchiveFile=" + partial,
        "-cp",
        path(libraries));
    if (!Files.exists(partial)) {
      Files.createFile(partial);
    }
    Files.move(partial, archive, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String path(List<String> entries) {
    return String.join(File.pathSeparator, entries);
  }

  private void run(String... arguments) throws IOException {
    Path folder = Files.createDirectories(beside(".work"));
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:TieredStopAtLevel=1");
    command.addAll(OPTIONS);
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(beside(".log").toFile());
    Stream.of(Setting.values()).map(Setting::name).forEach(builder.environment()::remove);
    Process process = builder.start();
    process.getOutputStream().close();
    try {
      process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.destroyForcibly();
      Folders.delete(folder);
    }
  }
}
