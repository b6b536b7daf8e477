package io.serai.dev;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;

/** Looks whether files of a folder can carry attributes, where s3proxy keeps metadata and ETags. */
final class FileAttributes {

  private static final String NAME = "serai.probe";

  private FileAttributes() {}

  /**
   * Tries it, because what the file system says of itself is not reliable.
   *
   * @throws IOException when it cannot: s3proxy would lose metadata and ETags without a word
   */
  static void require(Path folder) throws IOException {
    Path probe = Files.createTempFile(folder.toAbsolutePath().getParent(), "probe", "");
    try {
      UserDefinedFileAttributeView view =
          Files.getFileAttributeView(probe, UserDefinedFileAttributeView.class);
      if (view == null) {
        throw unsupported(folder, null);
      }
      view.write(NAME, ByteBuffer.wrap(new byte[] {1}));
      if (view.size(NAME) != 1) {
        throw unsupported(folder, null);
      }
    } catch (IOException | UnsupportedOperationException e) {
      throw unsupported(folder, e);
    } finally {
      Files.delete(probe);
    }
  }

  private static IOException unsupported(Path folder, Exception cause) {
    return new IOException(
        "the file system of "
            + folder
            + " keeps no user attributes (xattr) of files, where metadata and ETags are kept: put"
            + " SERAI_DATA_DIR on ext4, XFS, Btrfs or a tmpfs of Linux 6.6 or newer",
        cause);
  }
}
