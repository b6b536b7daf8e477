package io.serai.dev;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The file that takes what PostgreSQL's programs print; it can quote data, hence mode 0600. */
record PostgresLog(Path file) {

  private static final long ROTATE_BYTES = 10L << 20;
  private static final int READ_BYTES = 64 << 10;
  private static final int TAIL_LINES = 20;

  /** Makes the file ready for appending and returns its length, for {@link #since}. */
  long open() throws IOException {
    if (Files.exists(file) && Files.size(file) > ROTATE_BYTES) {
      Path old = file.resolveSibling(file.getFileName() + ".1");
      Files.move(file, old, StandardCopyOption.REPLACE_EXISTING);
    }
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    return Files.size(file);
  }

  /** What was printed after that position, its last 64 KiB at most. */
  String since(long position) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      long from = Math.max(position, channel.size() - READ_BYTES);
      ByteBuffer buffer = ByteBuffer.allocate(READ_BYTES);
      channel.position(from);
      while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
        continue;
      }
      return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8);
    }
  }

  /** The last lines, introduced by the file's name, for an error message. */
  String tail() throws IOException {
    if (!Files.exists(file)) {
      return file + " was not written";
    }
    List<String> lines = since(0).lines().toList();
    int from = Math.max(0, lines.size() - TAIL_LINES);
    return "last lines of " + file + ":\n" + String.join("\n", lines.subList(from, lines.size()));
  }
}
