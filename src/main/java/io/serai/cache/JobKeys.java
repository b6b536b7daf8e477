package io.serai.cache;

import java.nio.charset.StandardCharsets;

/** Keys of Serai's own, in one slot of a Cluster for each job. */
record JobKeys(byte[] job, byte[] published) {

  static final String PREFIX = "serai:cache:{";

  /**
   * @throws IllegalArgumentException when the name is empty or has braces or control characters
   */
  static JobKeys of(String job) {
    if (job.isBlank() || job.chars().anyMatch(c -> c == '{' || c == '}' || c < ' ')) {
      throw new IllegalArgumentException(
          "\"%s\" is no name for a cache job: letters, digits, dot, _ and -".formatted(job));
    }
    String key = PREFIX + job + "}";
    return new JobKeys(bytes(key), bytes(key + ":keys"));
  }

  /** A key that the transactions of one turn watch, and no others. */
  byte[] gate(long fence) {
    return bytes(new String(job, StandardCharsets.UTF_8) + ":gate:" + fence);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static byte[] bytes(long number) {
    return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
  }
}
