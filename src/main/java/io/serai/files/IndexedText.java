package io.serai.files;

import io.serai.ledger.StorableText;
import java.nio.charset.StandardCharsets;

/** Texts of an index, whose entries PostgreSQL limits to 2,704 bytes. Stateless. */
final class IndexedText {

  /** What S3 allows; a longer one names no object. */
  private static final int LONGEST_KEY = 1024;

  private static final int LONGEST_BUCKET = 255;

  private IndexedText() {}

  static String key(String text) {
    return cut(text, LONGEST_KEY);
  }

  static String bucket(String text) {
    return cut(text, LONGEST_BUCKET);
  }

  private static String cut(String text, int mostBytes) {
    if (text == null || text.getBytes(StandardCharsets.UTF_8).length <= mostBytes) {
      return StorableText.of(text);
    }
    int end = 0;
    int bytes = 0;
    while (bytes <= mostBytes) {
      int character = text.codePointAt(end);
      bytes += Character.toString(character).getBytes(StandardCharsets.UTF_8).length;
      end += bytes <= mostBytes ? Character.charCount(character) : 0;
    }
    return StorableText.of(text.substring(0, end)) + "…";
  }
}
