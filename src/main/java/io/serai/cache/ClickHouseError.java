package io.serai.cache;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An error as ClickHouse writes it, wherever it stands in a text: {@code Code: 60. DB::Exception:
 * Table … (UNKNOWN_TABLE) (version …)}, or of old servers {@code Code: 60, e.displayText() =
 * DB::Exception: …, e.what() = …}.
 */
record ClickHouseError(int code, String name, String text) {

  private static final Pattern CODE =
      Pattern.compile("Code: (\\d{1,5})[.,] (?:e\\.displayText\\(\\) = )?");
  private static final Pattern OLD_END = Pattern.compile(",? e\\.what\\(\\) = .*");

  /** The end of the frame around an error that servers from 25.11 on write into an answer. */
  private static final Pattern FRAME_END =
      Pattern.compile("\\s*(?:\\r?\\n\\d+ \\w+)?\\s*__exception__\\s*$");

  private static final Pattern NAME = Pattern.compile("\\(([A-Z][A-Z0-9_]{2,})\\)\\s*$");
  private static final Pattern VERSION =
      Pattern.compile("\\s*\\(version [^()]*(?:\\([^()]*\\))?\\)");
  private static final int LONGEST = 500;

  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(46, "UNKNOWN_FUNCTION"),
          Map.entry(47, "UNKNOWN_IDENTIFIER"),
          Map.entry(60, "UNKNOWN_TABLE"),
          Map.entry(62, "SYNTAX_ERROR"),
          Map.entry(81, "UNKNOWN_DATABASE"),
          Map.entry(115, "UNKNOWN_SETTING"),
          Map.entry(159, "TIMEOUT_EXCEEDED"),
          Map.entry(164, "READONLY"),
          Map.entry(192, "UNKNOWN_USER"),
          Map.entry(193, "WRONG_PASSWORD"),
          Map.entry(202, "TOO_MANY_SIMULTANEOUS_QUERIES"),
          Map.entry(241, "MEMORY_LIMIT_EXCEEDED"));

  /** The first error in a text, which may be long. */
  static Optional<ClickHouseError> in(String text) {
    Matcher found = CODE.matcher(text);
    return found.find()
        ? Optional.of(of(Integer.parseInt(found.group(1)), text.substring(found.end())))
        : Optional.empty();
  }

  private static ClickHouseError of(int code, String rest) {
    String message = FRAME_END.matcher(rest).replaceFirst("");
    message = OLD_END.matcher(message).replaceFirst("");
    message = VERSION.matcher(message).replaceAll("");
    String name = NAMES.getOrDefault(code, "CODE_" + code);
    Matcher named = NAME.matcher(message);
    if (named.find()) {
      name = named.group(1);
      message = message.substring(0, named.start());
    }
    return new ClickHouseError(code, name, shortened(message.replace("DB::Exception: ", "")));
  }

  static String shortened(String text) {
    String plain = text.replaceAll("\\s+", " ").strip();
    return plain.length() <= LONGEST ? plain : plain.substring(0, LONGEST) + " …";
  }
}
