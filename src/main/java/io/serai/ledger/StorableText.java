package io.serai.ledger;

/** Makes text from outside fit for PostgreSQL, whose text and jsonb know no NUL. Stateless. */
public final class StorableText {

  private static final String REPLACEMENT = "\\ufffd";
  private static final int ESCAPE = 6;

  private StorableText() {}

  /** The text with U+FFFD for each NUL; null stays null. */
  public static String of(String text) {
    return text == null ? null : text.replace('\0', '\uFFFD');
  }

  /**
   * JSON that jsonb takes: with U+FFFD for escaped NULs and halves of surrogate pairs, which JSON
   * allows and jsonb does not; null stays null.
   */
  public static String json(String json) {
    if (json == null || !json.contains("\\u")) {
      return json;
    }
    StringBuilder clean = new StringBuilder(json.length());
    int at = 0;
    while (at < json.length()) {
      int end = at + length(json, at);
      clean.append(isStorable(json, at, end) ? json.substring(at, end) : REPLACEMENT);
      at = end;
    }
    return clean.toString();
  }

  /** Of a character, an escape, or a pair of escapes that make one character. */
  private static int length(String json, int at) {
    if (json.charAt(at) != '\\' || at + 1 == json.length()) {
      return 1;
    }
    int unit = unit(json, at);
    if (unit < 0) {
      return 2;
    }
    int next = unit(json, at + ESCAPE);
    boolean pair =
        next >= 0
            && Character.isHighSurrogate((char) unit)
            && Character.isLowSurrogate((char) next);
    return pair ? 2 * ESCAPE : ESCAPE;
  }

  private static boolean isStorable(String json, int at, int end) {
    int unit = end - at == ESCAPE ? unit(json, at) : -1;
    return unit != 0 && (unit < 0 || !Character.isSurrogate((char) unit));
  }

  /** What the escape at this place stands for, or -1 when there is none. */
  private static int unit(String json, int at) {
    if (!json.startsWith("\\u", at) || at + ESCAPE > json.length()) {
      return -1;
    }
    int unit = 0;
    for (int i = at + 2; i < at + ESCAPE; i++) {
      int digit = Character.digit(json.charAt(i), 16);
      if (digit < 0) {
        return -1;
      }
      unit = unit * 16 + digit;
    }
    return unit;
  }
}
