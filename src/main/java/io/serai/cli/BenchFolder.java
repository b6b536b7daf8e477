package io.serai.cli;

import io.serai.config.SettingsException;
import io.serai.dev.LockFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The folder of a benchmark, empty at first, and of one process at a time. */
final class BenchFolder implements AutoCloseable {

  private final Path path;
  private final LockFile lock;

  private BenchFolder(Path path, LockFile lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Takes a folder and empties it.
   *
   * @throws SettingsException when another process measures in it
   */
  static BenchFolder take(Path path) throws IOException {
    Files.createDirectories(path);
    Path file = path.resolveSibling(path.getFileName() + ".lock");
    LockFile lock =
        LockFile.tryExclusive(file)
            .orElseThrow(
                () ->
                    new SettingsException(
                        "Another benchmark runs in %s: wait until it has ended".formatted(path)));
    BenchFolder folder = new BenchFolder(path, lock);
    folder.delete();
    Files.createDirectories(path);
    return folder;
  }

  Path path() {
    return path;
  }

  private void delete() throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }

  /**
   * Deletes it and lets it go.
   *
   * @throws SettingsException when it cannot be deleted
   */
  @Override
  public void close() {
    try (lock) {
      delete();
    } catch (IOException e) {
      throw new SettingsException("%s cannot be removed: %s".formatted(path, e));
    }
  }
}
