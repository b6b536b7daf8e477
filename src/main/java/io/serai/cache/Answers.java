package io.serai.cache;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

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

  /** Milliseconds of what TIME says: seconds and microseconds. */
  static long time(Object answer) {
    List<?> parts = (List<?>) answer;
    return number(parts.get(0)) * 1000 + number(parts.get(1)) / 1000;
  }
}
