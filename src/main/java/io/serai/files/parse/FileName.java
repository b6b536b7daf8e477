package io.serai.files.parse;

import java.util.Locale;

/**
 * What a key says about its file.
 *
 * @param plain the last part in lower case, without a {@code .gz} at its end
 * @param packed whether there was one
 */
record FileName(String plain, boolean packed) {

  private static final String GZIP = ".gz";

  static FileName of(String key) {
    String last = key.substring(key.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    boolean packed = last.endsWith(GZIP);
    return new FileName(packed ? last.substring(0, last.length() - GZIP.length()) : last, packed);
  }
}
