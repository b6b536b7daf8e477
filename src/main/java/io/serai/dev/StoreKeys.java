package io.serai.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/** The key pair of an embedded object storage. */
record StoreKeys(String accessKey, String secretKey) {

  private static final int ACCESS_BYTES = 10;
  private static final int SECRET_BYTES = 20;

  /** Reads the pair from its file, two lines, which is made when missing: readable by its owner. */
  static StoreKeys keptIn(Path file) throws IOException {
    if (!Files.exists(file)) {
      new StoreKeys(random(ACCESS_BYTES), random(SECRET_BYTES)).writeTo(file);
    }
    List<String> lines = Files.readAllLines(file);
    if (lines.size() != 2 || !lines.stream().allMatch(line -> line.matches("[0-9A-F]+"))) {
      throw new IOException(file + " is damaged: delete it, and new keys are made");
    }
    return new StoreKeys(lines.get(0), lines.get(1));
  }

  private void writeTo(Path file) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(unfinished);
    Files.createFile(
        unfinished,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(unfinished, accessKey + "\n" + secretKey + "\n");
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static String random(int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().withUpperCase().formatHex(random);
  }

  /** Without the secret, for logs. */
  @Override
  public String toString() {
    return "StoreKeys[" + accessKey + "]";
  }
}
