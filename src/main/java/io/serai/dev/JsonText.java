package io.serai.dev;

import java.nio.charset.StandardCharsets;

/** Writes small JSON by hand: a reply costs one pass and no tree. */
final class JsonText {

  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final StringBuilder out;

  JsonText(int capacity) {
    out = new StringBuilder(capacity);
  }

  /** Appends JSON as it stands. */
  JsonText raw(String json) {
    out.append(json);
    return this;
  }

  JsonText number(long value) {
    out.append(value);
    return this;
  }

  /** Appends a JSON string. Lone surrogates, which UTF-8 cannot carry, become escapes. */
  JsonText quoted(String text) {
    out.append('"');
    int length = text.length();
    int from = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < length
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
        continue;
      }
      out.append(text, from, i);
      escape(c);
      from = i + 1;
    }
    out.append(text, from, length).append('"');
    return this;
  }

  private void escape(char c) {
    switch (c) {
      case '"', '\\' -> out.append('\\').append(c);
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default ->
          out.append("\\u")
              .append(HEX[c >> 12])
              .append(HEX[c >> 8 & 15])
              .append(HEX[c >> 4 & 15])
              .append(HEX[c & 15]);
    }
  }

  byte[] bytes() {
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
