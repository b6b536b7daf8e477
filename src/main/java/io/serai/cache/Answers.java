package io.serai.cache;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Reads what Redis has answered. */
final class Answers {

  private Answers() {}

  static String text(Object answer) {
    return answer == null ? "" : new String((byte[]) answer, StandardCharsets.UTF_8);
  }

  static long number(Object answer) {
    if (answer instanceof Long number) {
      return number;
    }
    String text = text(answer);
    return text.isEmpty() ? 0 : (long) Double.parseDouble(text);
  }

  static Instant instant(Object answer) {
    return Instant.ofEpochMilli(number(answer));
  }
}
