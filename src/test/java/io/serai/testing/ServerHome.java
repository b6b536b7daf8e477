package io.serai.testing;

import io.serai.dev.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Folders of servers that live as long as this JVM. */
final class ServerHome {

  private ServerHome() {}

  /**
   * A home of this JVM's own, or its server would end with another's. Homes that killed JVMs have
   * left behind are deleted.
   *
   * @param homes folder of the homes of all such servers, made when missing
   */
  static Path in(Path homes) throws IOException {
    try (Stream<Path> all = Files.list(Files.createDirectories(homes))) {
      all.filter(home -> ProcessHandle.of(Long.parseLong(home.getFileName().toString())).isEmpty())
          .forEach(ServerHome::delete);
    }
    return homes.resolve(String.valueOf(ProcessHandle.current().pid()));
  }

  /** Deletes a folder and all in it. */
  static void delete(Path folder) {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
