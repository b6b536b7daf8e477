package io.serai.dev;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** Makes and removes folders. */
public final class Folders {

  private Folders() {}

  /** Makes a folder, and those above it, that everybody may enter whatever the umask is. */
  static Path create(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return folder;
    }
    create(folder.toAbsolutePath().getParent());
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder)) {
        throw e;
      }
      return folder;
    }
    return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Removes the folders in here whose names end so. */
  static void deleteChildren(Path parent, String suffix) throws IOException {
    List<Path> leftovers;
    try (Stream<Path> children = Files.list(parent)) {
      leftovers = children.filter(p -> p.getFileName().toString().endsWith(suffix)).toList();
    }
    for (Path leftover : leftovers) {
      delete(leftover);
    }
  }

  /** Removes a folder with all that is in it, without following symbolic links. */
  public static void delete(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
