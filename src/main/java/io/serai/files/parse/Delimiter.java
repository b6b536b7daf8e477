package io.serai.files.parse;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which character divides the fields of CSV, told by its first lines.
 *
 * @param character the delimiter
 * @param announced whether the first line, such as {@code sep=;}, says so and is no header
 */
record Delimiter(char character, boolean announced) {

  private static final String CANDIDATES = ",;\t|";
  private static final int LINES = 10;
  private static final Pattern ANNOUNCED =
      Pattern.compile("\\s*(\"?)(?i:sep)=([\\t\\p{Punct}&&[^\"]])\\1[ \\t]*(?=[\\r\\n]|\\z)");

  /**
   * The one that Excel's line {@code sep=} announces. Else the candidate that most lines have as
   * often as the header, outside of quotation marks; of several the one that the header has most
   * often; a comma when the header has none.
   */
  static Delimiter of(String head) {
    Matcher announced = ANNOUNCED.matcher(head);
    if (announced.lookingAt()) {
      return new Delimiter(announced.group(2).charAt(0), true);
    }
    List<long[]> lines = counts(head, LINES);
    int best = 0;
    for (int i = 1; i < CANDIDATES.length(); i++) {
      best = rank(lines, i) > rank(lines, best) ? i : best;
    }
    return new Delimiter(CANDIDATES.charAt(best), false);
  }

  private static long rank(List<long[]> lines, int candidate) {
    long inHeader = lines.isEmpty() ? 0 : lines.get(0)[candidate];
    long agreeing = lines.stream().filter(line -> line[candidate] == inHeader).count();
    return inHeader == 0 ? 0 : (agreeing << Integer.SIZE) + inHeader;
  }

  /** How often a candidate comes in a line outside of quotation marks. */
  static long count(String line, char delimiter) {
    List<long[]> counts = counts(line, 1);
    return counts.isEmpty() ? 0 : counts.get(0)[CANDIDATES.indexOf(delimiter)];
  }

  /** The candidates' counts in each line that is not blank. */
  private static List<long[]> counts(String text, int most) {
    List<long[]> lines = new ArrayList<>();
    long[] counts = new long[CANDIDATES.length()];
    boolean quoted = false;
    boolean blank = true;
    for (int i = 0; i <= text.length() && lines.size() < most; i++) {
      char c = i < text.length() ? text.charAt(i) : '\n';
      quoted ^= c == '"';
      if (i == text.length() || !quoted && (c == '\n' || c == '\r')) {
        if (!blank) {
          lines.add(counts);
        }
        counts = new long[CANDIDATES.length()];
        blank = true;
        continue;
      }
      blank &= Character.isWhitespace(c);
      int candidate = quoted ? -1 : CANDIDATES.indexOf(c);
      if (candidate >= 0) {
        counts[candidate]++;
      }
    }
    return lines;
  }
}
