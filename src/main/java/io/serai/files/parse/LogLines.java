package io.serai.files.parse;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.nio.CharBuffer;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Levels and times at the begin of log lines; {@link LogLevels} says what a level is. Where lines
 * have times, only those and lines of JSON are records of the log and count, and the level must be
 * near the time: other lines, such as those of stack traces, belong to the record above them. Web
 * servers' lines of requests have no level. Colours of terminals are passed over. For one thread.
 */
final class LogLines implements TextCount.LineWatch {

  /** Characters of a line before its time, and from there to the end of its level, at the most. */
  private static final int NEAR = 100;

  /** Levels beside one time that show that most times are not understood, and all lines count. */
  private static final int STRAY = 10;

  private static final char ESCAPE = '\u001b';
  private static final Pattern TIME =
      Pattern.compile(
          "\\d{4}[-/]\\d{2}[-/]\\d{2}[T ]\\d{2}:\\d{2}(:\\d{2}([.,]\\d{1,9})?)?"
              + "(Z| ?[+-]\\d{2}:?\\d{2})?"
              + "|\\d{2}/[A-Z][a-z]{2}/\\d{4}:\\d{2}:\\d{2}:\\d{2}( [+-]\\d{4})?"
              + "|\\d{2}-[A-Z][a-z]{2}-\\d{4} \\d{2}:\\d{2}:\\d{2}([.,]\\d{1,9})?"
              + "|[A-Z][a-z]{2} [ 0-3]\\d \\d{2}:\\d{2}:\\d{2}");
  private static final Pattern CLOCK = Pattern.compile("\\W{0,2}\\d{2}:\\d{2}:\\d{2}\\b");

  private final Map<String, Long> ofRecords = new TreeMap<>();
  private final Map<String, Long> ofOthers = new TreeMap<>();
  private long timedLines;
  private String first;
  private String last;

  @Override
  public void line(char[] head, int length) {
    int plain = withoutColours(head, length);
    CharBuffer line = CharBuffer.wrap(head, 0, plain);
    Matcher time = TIME.matcher(line);
    boolean found = time.find();
    if (found) {
      last = time.group();
      first = first == null ? last : first;
    }
    if (plain > 0 && head[0] == '{') {
      timedLines += found ? 1 : 0;
      count(ofRecords, LogLevels.ofJson(line));
    } else if (found && time.start() <= NEAR) {
      timedLines++;
      boolean request = last.charAt(2) == '/';
      int near = Math.min(plain, time.end() + NEAR);
      count(ofRecords, request ? null : LogLevels.of(head, near));
    } else {
      boolean clock = CLOCK.matcher(line).lookingAt();
      timedLines += clock ? 1 : 0;
      count(clock ? ofRecords : ofOthers, LogLevels.of(head, Math.min(plain, NEAR)));
    }
  }

  private static void count(Map<String, Long> levels, String level) {
    if (level != null) {
      levels.merge(level, 1L, Long::sum);
    }
  }

  /** Moves the characters together; the length that is left. */
  private static int withoutColours(char[] head, int length) {
    int kept = 0;
    for (int i = 0; i < length; i++) {
      if (head[i] == ESCAPE && i + 1 < length && head[i + 1] == '[') {
        i = sequenceEnd(head, i + 2, length);
      } else {
        head[kept++] = head[i];
      }
    }
    return kept;
  }

  /** Where the letter is that ends a sequence such as {@code [31m}. */
  private static int sequenceEnd(char[] head, int from, int length) {
    int i = from;
    while (i < length && head[i] < '@') {
      i++;
    }
    return i;
  }

  private Map<String, Long> levels() {
    long others = ofOthers.values().stream().mapToLong(Long::longValue).sum();
    if (timedLines * STRAY >= others) {
      return ofRecords;
    }
    Map<String, Long> all = new TreeMap<>(ofRecords);
    ofOthers.forEach((level, count) -> all.merge(level, count, Long::sum));
    return all;
  }

  void write(JsonGenerator result) throws IOException {
    result.writeObjectFieldStart("levels");
    for (Map.Entry<String, Long> level : levels().entrySet()) {
      result.writeNumberField(level.getKey(), level.getValue());
    }
    result.writeEndObject();
    result.writeStringField("first_timestamp", first);
    result.writeStringField("last_timestamp", last);
  }
}
