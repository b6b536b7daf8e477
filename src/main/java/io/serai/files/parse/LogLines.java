package io.serai.files.parse;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.CharBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Levels and times at the begin of log lines. A level is a word in capitals, or one of any case
 * right behind a bracket, a quotation mark or an equals sign; the first of a line counts. For one
 * thread.
 */
final class LogLines implements TextCount.LineWatch {

  private static final Set<String> LEVELS =
      Set.of(
          "TRACE",
          "DEBUG",
          "INFO",
          "NOTICE",
          "WARN",
          "ERROR",
          "SEVERE",
          "CRITICAL",
          "FATAL",
          "ALERT",
          "EMERGENCY");
  private static final int LONGEST = "EMERGENCY".length();
  private static final String MARKS = "[<\"'=|";
  private static final Pattern TIME =
      Pattern.compile(
          "\\d{4}[-/]\\d{2}[-/]\\d{2}[T ]\\d{2}:\\d{2}(:\\d{2}([.,]\\d{1,9})?)?"
              + "(Z| ?[+-]\\d{2}:?\\d{2})?"
              + "|\\d{2}/[A-Z][a-z]{2}/\\d{4}:\\d{2}:\\d{2}:\\d{2}( [+-]\\d{4})?"
              + "|[A-Z][a-z]{2} [ 0-3]\\d \\d{2}:\\d{2}:\\d{2}");

  private final Map<String, Long> levels = new TreeMap<>();
  private String first;
  private String last;

  @Override
  public void line(char[] head, int length) {
    level(head, length);
    Matcher time = TIME.matcher(CharBuffer.wrap(head, 0, length));
    if (time.find()) {
      last = time.group();
      first = first == null ? last : first;
    }
  }

  private void level(char[] head, int length) {
    int start = 0;
    for (int i = 0; i <= length; i++) {
      if (i < length && Character.isLetter(head[i])) {
        continue;
      }
      String level = level(head, start, i);
      if (level != null) {
        levels.merge(level, 1L, Long::sum);
        return;
      }
      start = i + 1;
    }
  }

  private static String level(char[] head, int start, int end) {
    if (end - start < 4 || end - start > LONGEST) {
      return null;
    }
    boolean marked = start > 0 && MARKS.indexOf(head[start - 1]) >= 0;
    if (!marked && !Character.isUpperCase(head[start + 1])) {
      return null;
    }
    String word = new String(head, start, end - start);
    String capitals = marked ? word.toUpperCase(Locale.ROOT) : word;
    String level = capitals.equals("WARNING") ? "WARN" : capitals;
    return LEVELS.contains(level) ? level : null;
  }

  void write(JsonGenerator result) throws IOException {
    result.writeObjectFieldStart("levels");
    for (Map.Entry<String, Long> level : levels.entrySet()) {
      result.writeNumberField(level.getKey(), level.getValue());
    }
    result.writeEndObject();
    result.writeStringField("first_timestamp", first);
    result.writeStringField("last_timestamp", last);
  }
}
