package io.serai.files.parse;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the level of a log line. In JSON it is the value of a key such as {@code level}; elsewhere
 * it is the first word that stands alone in capitals, or in any case right behind a bracket, a
 * quotation mark or an equals sign. Short forms count as what they stand for. Stateless.
 */
final class LogLevels {

  private static final Map<String, String> NAMES = new TreeMap<>();

  static {
    name("TRACE", "VERBOSE", "VRB", "TRC");
    name("DEBUG", "DBG");
    name("INFO", "INFORMATION", "INF");
    name("NOTICE");
    name("WARN", "WARNING", "WRN");
    name("ERROR", "ERR");
    name("SEVERE");
    name("CRITICAL", "CRIT");
    name("FATAL", "FTL");
    name("ALERT");
    name("EMERGENCY", "EMERG", "PANIC");
  }

  private static final int SHORTEST = 3;
  private static final int LONGEST = "INFORMATION".length();
  private static final String MARKS = "[<\"'=|";
  private static final String BEFORE = MARKS + " \t({:,>";
  private static final String BEHIND = " \t])>|:,;/}\"'";
  private static final Pattern JSON =
      Pattern.compile(
          "\"[@\\w.]{0,20}(?:level|lvl|severity)\\w{0,10}\"\\s{0,4}:\\s{0,4}\"(\\w{3,11})\"",
          Pattern.CASE_INSENSITIVE);

  private LogLevels() {}

  private static void name(String level, String... synonyms) {
    NAMES.put(level, level);
    for (String synonym : synonyms) {
      NAMES.put(synonym, level);
    }
  }

  /** The level in a line of JSON; null when there is none. */
  static String ofJson(CharSequence line) {
    Matcher key = JSON.matcher(line);
    while (key.find()) {
      String level = NAMES.get(key.group(1).toUpperCase(Locale.ROOT));
      if (level != null) {
        return level;
      }
    }
    return null;
  }

  /** The first level in so many characters; null when there is none. */
  static String of(char[] line, int length) {
    int start = 0;
    for (int i = 0; i <= length; i++) {
      if (i < length && Character.isLetter(line[i])) {
        continue;
      }
      String level =
          i - start < SHORTEST || i - start > LONGEST ? null : word(line, start, i, length);
      if (level != null) {
        return level;
      }
      start = i + 1;
    }
    return null;
  }

  private static String word(char[] line, int start, int end, int length) {
    char before = start == 0 ? ' ' : line[start - 1];
    char behind = end == length ? ' ' : line[end];
    if (BEFORE.indexOf(before) < 0 || BEHIND.indexOf(behind) < 0) {
      return null;
    }
    boolean marked = MARKS.indexOf(before) >= 0 || before == ':' && behind == ']';
    if (!marked && !Character.isUpperCase(line[start + 1])) {
      return null;
    }
    String word = new String(line, start, end - start);
    return NAMES.get(marked ? word.toUpperCase(Locale.ROOT) : word);
  }
}
