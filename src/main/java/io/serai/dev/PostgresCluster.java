package io.serai.dev;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database cluster's folder and its password. The cluster is made beside its place and moved
 * there when complete, so what has that name is never half-made. The caller holds the start lock.
 */
final class PostgresCluster {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresCluster.class);
  private static final String PARTIAL = ".partial";
  private static final int PASSWORD_BYTES = 24;

  private final Path home;
  private final Path cluster;
  private final Path passwordFile;

  PostgresCluster(Path home) {
    this.home = home;
    this.cluster = home.resolve("cluster");
    this.passwordFile = home.resolve("password");
  }

  Path path() {
    return cluster;
  }

  /** Makes the cluster if there is none, as the given user, and returns the password. */
  String prepare(Path binaries, PostgresUser user, PostgresLog log) throws IOException {
    deleteLeftovers();
    if (Files.isRegularFile(cluster.resolve("PG_VERSION"))) {
      return knownPassword();
    }
    if (Files.exists(cluster) && !isEmpty(cluster)) {
      throw new IOException(
          cluster + " has no PG_VERSION, so it is no complete cluster; move or remove it");
    }
    String password = newPassword();
    create(password, binaries, user, log);
    return password;
  }

  /** A killed process's initdb may still write there, so what cannot be removed now may stay. */
  private void deleteLeftovers() {
    try {
      Folders.deleteChildren(home, PARTIAL);
    } catch (IOException e) {
      LOG.warn("Could not remove a half-made cluster; the next start tries again", e);
    }
  }

  private String knownPassword() throws IOException {
    if (!Files.exists(passwordFile)) {
      throw new IOException(
          passwordFile
              + " is missing, and without it the cluster beside it cannot be used;"
              + " put it back, or remove the cluster to begin anew");
    }
    return Files.readString(passwordFile).strip();
  }

  private String newPassword() throws IOException {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    String password = HexFormat.of().formatHex(random);
    Path partial = home.resolve("password.new");
    Files.deleteIfExists(partial);
    writePrivately(partial, password);
    Files.move(partial, passwordFile, StandardCopyOption.ATOMIC_MOVE);
    return password;
  }

  private static void writePrivately(Path file, String text) throws IOException {
    Set<StandardOpenOption> options =
        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(file, options, mode("rw-------"))) {
      channel.write(ByteBuffer.wrap((text + "\n").getBytes(StandardCharsets.UTF_8)));
      channel.force(true);
    }
  }

  private static FileAttribute<Set<PosixFilePermission>> mode(String mode) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
  }

  private void create(String password, Path binaries, PostgresUser user, PostgresLog log)
      throws IOException {
    LOG.info("Making a PostgreSQL cluster in {}", cluster);
    String name = "initdb-" + Long.toHexString(System.nanoTime()) + PARTIAL;
    Path partial = Files.createDirectory(home.resolve(name), mode("rwx------"));
    writePrivately(partial.resolve("password"), password);
    user.own(partial);
    initdb(partial, binaries, user, log);
    Files.move(partial.resolve("cluster"), cluster, StandardCopyOption.ATOMIC_MOVE);
    Folders.delete(partial);
  }

  /**
   * The locale is PostgreSQL's own C.UTF-8 (since version 17), which sorts by code point and needs
   * nothing from the operating system, so that an upgrade of that cannot spoil an index. The usual
   * 4096 iterations slow down who guesses passwords; they would slow down each new connection, too,
   * and a random password of this length cannot be guessed.
   */
  private void initdb(Path partial, Path binaries, PostgresUser user, PostgresLog log)
      throws IOException {
    List<String> arguments =
        List.of(
            "--pgdata=" + partial.resolve("cluster"),
            "--username=" + PostgresDatabase.NAME,
            "--auth=scram-sha-256",
            "--set=scram_iterations=1",
            "--pwfile=" + partial.resolve("password"),
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--no-instructions");
    log.open();
    PostgresProgram program = new PostgresProgram(binaries, user, home, log);
    int status = HelperProgram.waitFor(program.start(List.of(), "initdb", arguments));
    if (status != 0) {
      throw new IOException("initdb failed with status " + status + "; " + log.tail());
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      throw new FileSystemException(folder.toString(), null, "is not a folder");
    }
    try (var children = Files.list(folder)) {
      return children.findAny().isEmpty();
    }
  }
}
