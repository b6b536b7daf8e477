package io.serai.files.parse;

import java.util.function.IntPredicate;

/** Which character divides the fields of CSV, told by the header line. */
final class Delimiter {

  private static final String CANDIDATES = ",;\t|";

  private Delimiter() {}

  /** The candidate that comes most often outside of quotation marks; a comma when none comes. */
  static char of(String head) {
    String text = head.stripLeading();
    long[] counts = counts(text, 0, head.isBlank() ? 0 : headerEnd(text));
    int best = 0;
    for (int i = 1; i < counts.length; i++) {
      best = counts[i] > counts[best] ? i : best;
    }
    return CANDIDATES.charAt(best);
  }

  /** How often the candidate comes in a line outside of quotation marks. */
  static long count(String line, char delimiter) {
    return counts(line, 0, line.length())[CANDIDATES.indexOf(delimiter)];
  }

  private static int headerEnd(String text) {
    return scan(text, 0, text.length(), c -> c == '\n' || c == '\r');
  }

  private static long[] counts(String text, int from, int to) {
    long[] counts = new long[CANDIDATES.length()];
    scan(
        text,
        from,
        to,
        c -> {
          int candidate = CANDIDATES.indexOf(c);
          if (candidate >= 0) {
            counts[candidate]++;
          }
          return false;
        });
    return counts;
  }

  private static int scan(String text, int from, int to, IntPredicate stop) {
    boolean quoted = false;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && stop.test(c)) {
        return i;
      }
    }
    return to;
  }
}
