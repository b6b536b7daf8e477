package io.serai.cache;

import java.time.Duration;

/**
 * A key with its value, to be published.
 *
 * @param key without control characters, and not one of Serai's own
 * @param value its bytes; not copied
 * @param ttl more than nothing; a millisecond at least
 * @param rows how many rows of the result are in it
 */
@SuppressWarnings("ArrayRecordComponent")
public record Entry(String key, byte[] value, Duration ttl, long rows) {

  /**
   * @throws IllegalArgumentException when the key or the TTL cannot be
   */
  public Entry {
    if (!isPlain(key)) {
      throw new IllegalArgumentException(
          "the key \"%s\" is blank or has control characters".formatted(printable(key)));
    }
    if (key.startsWith(JobKeys.PREFIX)) {
      throw new IllegalArgumentException(
          "the key \"%s\" is one of Serai's own: %s…".formatted(key, JobKeys.PREFIX));
    }
    if (ttl.isNegative() || ttl.isZero()) {
      throw new IllegalArgumentException("the key \"%s\" has no TTL: %s".formatted(key, ttl));
    }
  }

  private static boolean isPlain(String key) {
    for (int i = 0; i < key.length(); i++) {
      if (Character.isISOControl(key.charAt(i))) {
        return false;
      }
    }
    return !key.isBlank();
  }

  private static String printable(String key) {
    StringBuilder text = new StringBuilder(key.length());
    for (char each : key.toCharArray()) {
      text.append(Character.isISOControl(each) ? "\\u%04x".formatted((int) each) : each);
    }
    return text.toString();
  }

  long ttlMillis() {
    return Math.max(1, ttl.toMillis());
  }
}
