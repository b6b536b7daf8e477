package io.serai.dev;

import java.util.ArrayList;
import java.util.List;

/** Texts as ClickHouse escapes them, and literals as DuckDB reads them. Stateless. */
final class DuckText {

  private DuckText() {}

  /** What a backslash and this stand for. */
  static char unescaped(char escaped) {
    return switch (escaped) {
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 'b' -> '\b';
      case 'f' -> '\f';
      case '0' -> '\0';
      default -> escaped;
    };
  }

  /** A field of TabSeparated; null for {@code \N}. */
  static String field(String raw) {
    if (raw.equals("\\N")) {
      return null;
    }
    StringBuilder text = new StringBuilder(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      char next = raw.charAt(i);
      text.append(next == '\\' && i + 1 < raw.length() ? unescaped(raw.charAt(++i)) : next);
    }
    return text.toString();
  }

  /** As a field of TabSeparated. */
  static String escaped(String text) {
    return text.replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\b", "\\b")
        .replace("\f", "\\f")
        .replace("\0", "\\0");
  }

  /** A text as a literal of DuckDB's. */
  static String literal(String text) {
    return text == null ? "NULL" : "'" + text.replace("'", "''") + "'";
  }

  /** A name as DuckDB reads it. */
  static String name(String text) {
    return "\"" + text.replace("\"", "\"\"") + "\"";
  }

  /** The elements of an array literal such as {@code ['a',1,NULL]}. */
  static List<String> elements(String raw) throws DuckFault {
    String literal = raw.strip();
    if (!literal.startsWith("[") || !literal.endsWith("]")) {
      throw new DuckFault("BAD_QUERY_PARAMETER", "Value " + raw + " cannot be parsed as an Array");
    }
    List<String> elements = new ArrayList<>();
    String inner = literal.substring(1, literal.length() - 1);
    for (List<DuckToken> element : split(inner)) {
      elements.add(element(element, raw));
    }
    return elements;
  }

  private static List<List<DuckToken>> split(String inner) throws DuckFault {
    List<List<DuckToken>> elements = new ArrayList<>();
    List<DuckToken> element = new ArrayList<>();
    for (DuckToken token : DuckToken.of(inner)) {
      if (token.isSymbol(",")) {
        elements.add(element);
        element = new ArrayList<>();
      } else {
        element.add(token);
      }
    }
    if (!elements.isEmpty() || !element.isEmpty()) {
      elements.add(element);
    }
    return elements;
  }

  private static String element(List<DuckToken> tokens, String raw) throws DuckFault {
    StringBuilder text = new StringBuilder();
    for (DuckToken token : tokens) {
      text.append(token.text());
    }
    boolean single = tokens.size() == 1;
    boolean negative = tokens.size() == 2 && tokens.get(0).isSymbol("-");
    if (!single && !negative) {
      throw new DuckFault(
          "BAD_QUERY_PARAMETER", "Value " + raw + " cannot be parsed as an Array of plain values");
    }
    return tokens.get(0).is("NULL") ? null : text.toString();
  }
}
