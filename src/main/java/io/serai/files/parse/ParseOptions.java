package io.serai.files.parse;

import io.serai.config.Setting;
import io.serai.config.Settings;

/**
 * The limits of one parsing.
 *
 * @param maxLine characters at the most of a CSV record, a line of JSON Lines or a JSON text
 *     (FILES_MAX_LINE)
 * @param maxExpansion times its packed size that a gzip file may unpack to (FILES_MAX_EXPANSION)
 * @param memory bytes that a summary may keep of the file's values, about
 */
public record ParseOptions(int maxLine, int maxExpansion, long memory) {

  private static final long MOST_MEMORY = 48_000_000;
  private static final int SHARE_OF_HEAP = 3;

  /**
   * Of the settings, with memory for so many files at a time: 48 MB for each, or less where all of
   * them would get more than a third of the heap.
   */
  static ParseOptions of(Settings settings, int files) {
    return new ParseOptions(
        settings.number(Setting.FILES_MAX_LINE),
        settings.number(Setting.FILES_MAX_EXPANSION),
        Math.min(MOST_MEMORY, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP / files));
  }
}
