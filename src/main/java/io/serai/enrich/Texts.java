package io.serai.enrich;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.StringJoiner;

/** Text as Coze and PostgreSQL can hold it. */
final class Texts {

  private static final char REPLACEMENT = '\uFFFD';

  private Texts() {}

  /** The contents of Coze messages of type answer, or empty when there is no such text. */
  static Optional<String> answers(JsonNode messages) {
    StringJoiner text = new StringJoiner("\n");
    for (JsonNode message : messages) {
      if ("answer".equals(message.path("type").asText())) {
        String content = message.path("content").asText("");
        if (!content.isBlank()) {
          text.add(content);
        }
      }
    }
    return text.length() == 0 ? Optional.empty() : Optional.of(wellFormed(text.toString()));
  }

  /** Replaces NUL and lone surrogates, which neither UTF-8 nor PostgreSQL's text can hold. */
  static String wellFormed(String text) {
    StringBuilder mended = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean pair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (pair) {
        i++;
      } else if (c == 0 || Character.isSurrogate(c)) {
        mended = mended == null ? new StringBuilder(text) : mended;
        mended.setCharAt(i, REPLACEMENT);
      }
    }
    return mended == null ? text : mended.toString();
  }
}
