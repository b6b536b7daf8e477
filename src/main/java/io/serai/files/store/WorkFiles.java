package io.serai.files.store;

import io.serai.config.Setting;
import io.serai.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Local files for parsers that cannot read a stream or write one. Each task has folders of its own,
 * named by the SHA-256 of its key, with one file each, whose name is what is harmless of the last
 * part of the object's key: letters and digits of ASCII, dots, hyphens and underscores. No key can
 * name a path outside, and the ending, by which parsers tell formats, stays. Thread-safe.
 */
public final class WorkFiles {

  private static final Logger LOG = LoggerFactory.getLogger(WorkFiles.class);
  private static final int LONGEST_NAME = 100;

  private final Path downloads;
  private final Path uploads;
  private final boolean cleanAfterSuccess;
  private final boolean cleanAfterFailure;

  /** The folders of {@code OBS_DOWNLOAD_DIR} and {@code OBS_UPLOAD_DIR}, made when first needed. */
  public WorkFiles(Settings settings) {
    this(
        Path.of(settings.text(Setting.OBS_DOWNLOAD_DIR)),
        Path.of(settings.text(Setting.OBS_UPLOAD_DIR)),
        settings.flag(Setting.CLEANUP_FILES),
        settings.flag(Setting.CLEANUP_ON_ERROR));
  }

  WorkFiles(Path downloads, Path uploads, boolean cleanAfterSuccess, boolean cleanAfterFailure) {
    this.downloads = downloads.toAbsolutePath().normalize();
    this.uploads = uploads.toAbsolutePath().normalize();
    this.cleanAfterSuccess = cleanAfterSuccess;
    this.cleanAfterFailure = cleanAfterFailure;
  }

  /**
   * Where the source of a task goes. The folder exists afterwards, the file may not.
   *
   * @throws IOException when the folder cannot be made, naming it
   */
  public Path source(String taskKey, String objectKey) throws IOException {
    return file(downloads, Setting.OBS_DOWNLOAD_DIR, taskKey, objectKey);
  }

  /** Where the result of a task goes; otherwise as {@link #source}. */
  public Path result(String taskKey, String objectKey) throws IOException {
    return file(uploads, Setting.OBS_UPLOAD_DIR, taskKey, objectKey);
  }

  private static Path file(Path root, Setting setting, String taskKey, String objectKey)
      throws IOException {
    Path folder = root.resolve(folderName(taskKey));
    try {
      return Files.createDirectories(folder).resolve(fileName(objectKey));
    } catch (IOException e) {
      throw new IOException(
          "folder %s cannot be made, check %s: %s".formatted(folder, setting, e), e);
    }
  }

  private static String folderName(String taskKey) {
    return Digests.hex(Digests.sha256().digest(taskKey.getBytes(StandardCharsets.UTF_8)));
  }

  private static String fileName(String objectKey) {
    String last = objectKey.replaceFirst("(?s).*[/\\\\]", "");
    String harmless = last.replaceAll("[^A-Za-z0-9._-]+", "_");
    String tail = harmless.substring(Math.max(0, harmless.length() - LONGEST_NAME));
    // neither hidden nor an option of a program, nor with the dots at the end that Windows drops
    return "file-" + tail.replaceFirst("\\.+$", "");
  }

  /**
   * Writes a file anew.
   *
   * @return the bytes written
   * @throws TransferException when the disk is full, naming the folder and what to do
   */
  public long save(InputStream in, Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      return in.transferTo(out);
    } catch (IOException e) {
      throw isDiskFull(e) ? diskFull(file, e) : e;
    }
  }

  private static boolean isDiskFull(IOException failure) {
    String message = String.valueOf(failure.getMessage());
    return message.contains("No space left") || message.contains("quota exceeded");
  }

  private static TransferException diskFull(Path file, IOException cause) {
    return new TransferException(
        TransferException.DISK_FULL,
        ("the disk of %s is full: make room, let OBS_DOWNLOAD_DIR and OBS_UPLOAD_DIR name a bigger"
                + " one, or set CLEANUP_ON_ERROR=true")
            .formatted(file.getParent()),
        cause);
  }

  /**
   * Deletes the files of a task where the settings say so. What cannot be deleted is logged and
   * stays: the task is over.
   */
  public void cleanUp(String taskKey, boolean succeeded) {
    if (succeeded ? cleanAfterSuccess : cleanAfterFailure) {
      for (Path root : List.of(downloads, uploads)) {
        delete(root.resolve(folderName(taskKey)));
      }
    }
  }

  private static void delete(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      LOG.warn("Local files in {} could not be deleted: {}", folder, e.toString());
    }
  }
}
