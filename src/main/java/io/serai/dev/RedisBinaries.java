package io.serai.dev;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Unpacks Redis's server program from the class path, once for every version. */
final class RedisBinaries {

  private static final Logger LOG = LoggerFactory.getLogger(RedisBinaries.class);
  private static final String VERSION = "7.0.15";
  private static final String PARTIAL = ".partial";

  private RedisBinaries() {}

  /**
   * Returns the program, unpacked if need be.
   *
   * @throws IOException when the class path has none for this platform, or the disk refuses
   */
  static Path unpack(Path cache) throws IOException {
    String name = name(System.getProperty("os.name"), System.getProperty("os.arch"));
    Path target = Folders.create(cache).toRealPath().resolve(name);
    if (!Files.exists(target)) {
      unpackAlone(name, target);
    }
    return target;
  }

  /** The program's name for a platform, such as {@code redis-server-7.0.15-linux-amd64}. */
  static String name(String osName, String osArch) throws IOException {
    String name = osName.toLowerCase(Locale.ROOT);
    String system = name.startsWith("linux") ? "linux" : name.startsWith("mac") ? "darwin" : null;
    String machine =
        switch (osArch.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> "amd64";
          case "aarch64", "arm64" -> "arm64";
          default -> null;
        };
    if (system == null || machine == null) {
      throw new IOException(
          "there is no embedded Redis for "
              + osName
              + " on "
              + osArch
              + ", only for Linux and macOS on x86-64 and arm64");
    }
    return "redis-server-" + VERSION + "-" + system + "-" + machine;
  }

  private static synchronized void unpackAlone(String name, Path target) throws IOException {
    LockFile.exclusively(
        target.resolveSibling("unpack.lock"),
        () -> {
          if (!Files.exists(target)) {
            LOG.info("Unpacking Redis to {}", target);
            extract(name, target);
          }
        });
  }

  private static void extract(String name, Path target) throws IOException {
    Path partial = target.resolveSibling(name + PARTIAL);
    try (InputStream in = RedisBinaries.class.getResourceAsStream("/" + name)) {
      if (in == null) {
        throw new IOException(
            "the class path has no /"
                + name
                + "; it comes with the Maven artifact org.signal:embedded-redis");
      }
      Files.copy(in, partial, StandardCopyOption.REPLACE_EXISTING);
    }
    Files.setPosixFilePermissions(partial, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
  }
}
