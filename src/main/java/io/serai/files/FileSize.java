package io.serai.files;

import java.util.List;
import java.util.Locale;

/** Sizes for people, as requirement 003 writes them. Stateless. */
public final class FileSize {

  private static final List<String> UNITS = List.of("KB", "MB", "GB", "TB", "PB", "EB");

  private FileSize() {}

  /** Bytes with one decimal of the unit that fits, of 1,024 each: 512 B, 1.0 KB, 20.5 MB. */
  public static String text(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double size = bytes / 1024.0;
    int unit = 0;
    // from here on it would be rounded to 1024.0
    while (size >= 1023.95 && unit < UNITS.size() - 1) {
      size /= 1024;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %s", size, UNITS.get(unit));
  }
}
