package io.serai.dev;

import java.util.ArrayList;
import java.util.List;

/**
 * A token of ClickHouse's SQL.
 *
 * @param kind what it is
 * @param text a word, number or symbol as written; else what is within the quotes or braces,
 *     unescaped
 */
record DuckToken(Kind kind, String text) {

  enum Kind {
    WORD,
    QUOTED,
    STRING,
    NUMBER,
    /** {@code name:Type}, without the braces. */
    PARAMETER,
    SYMBOL
  }

  private static final List<String> LONG_SYMBOLS =
      List.of("::", "->", "!=", "<>", "<=", ">=", "==", "||");

  boolean is(String word) {
    return kind == Kind.WORD && text.equalsIgnoreCase(word);
  }

  boolean isSymbol(String symbol) {
    return kind == Kind.SYMBOL && text.equals(symbol);
  }

  /** Cuts a text up, without blanks and comments. */
  static List<DuckToken> of(String sql) throws DuckFault {
    return new Reader(sql).all();
  }

  private static final class Reader {
    private final String sql;
    private final List<DuckToken> tokens = new ArrayList<>();
    private int at;

    Reader(String sql) {
      this.sql = sql;
    }

    List<DuckToken> all() throws DuckFault {
      while (at < sql.length()) {
        char next = sql.charAt(at);
        if (Character.isWhitespace(next)) {
          at++;
        } else if (sql.startsWith("--", at) || next == '#') {
          at = after("\n");
        } else if (sql.startsWith("/*", at)) {
          at = after("*/");
        } else {
          tokens.add(next(next));
        }
      }
      return tokens;
    }

    private int after(String end) {
      int found = sql.indexOf(end, at);
      return found < 0 ? sql.length() : found + end.length();
    }

    private DuckToken next(char first) throws DuckFault {
      if (first == '\'') {
        return new DuckToken(Kind.STRING, quoted('\''));
      }
      if (first == '`' || first == '"') {
        return new DuckToken(Kind.QUOTED, quoted(first));
      }
      if (first == '{') {
        return parameter();
      }
      if (Character.isDigit(first)) {
        return number();
      }
      if (Character.isLetter(first) || first == '_') {
        return new DuckToken(Kind.WORD, word());
      }
      return symbol();
    }

    private String word() {
      int start = at;
      while (at < sql.length()
          && (Character.isLetterOrDigit(sql.charAt(at)) || "_$".indexOf(sql.charAt(at)) >= 0)) {
        at++;
      }
      return sql.substring(start, at);
    }

    private DuckToken number() {
      int start = at;
      while (at < sql.length() && isOfNumber(start)) {
        at++;
      }
      return new DuckToken(Kind.NUMBER, sql.substring(start, at));
    }

    private boolean isOfNumber(int start) {
      char next = sql.charAt(at);
      boolean sign = (next == '+' || next == '-') && at > start;
      return Character.isLetterOrDigit(next)
          || next == '.'
          || sign
              && Character.toLowerCase(sql.charAt(at - 1)) == 'e'
              && !sql.startsWith("0x", start);
    }

    private DuckToken symbol() {
      for (String symbol : LONG_SYMBOLS) {
        if (sql.startsWith(symbol, at)) {
          at += symbol.length();
          return new DuckToken(Kind.SYMBOL, symbol);
        }
      }
      return new DuckToken(Kind.SYMBOL, sql.substring(at, ++at));
    }

    private DuckToken parameter() throws DuckFault {
      int end = sql.indexOf('}', at);
      String text = end < 0 ? "" : sql.substring(at + 1, end).strip();
      if (!text.matches("\\w+\\s*:\\s*\\w.*")) {
        throw new DuckFault("SYNTAX_ERROR", "Syntax error: failed at position " + (at + 1) + ": {");
      }
      at = end + 1;
      return new DuckToken(Kind.PARAMETER, text.replaceFirst("\\s*:\\s*", ":"));
    }

    private String quoted(char quote) throws DuckFault {
      StringBuilder text = new StringBuilder();
      int start = at;
      for (at++; at < sql.length(); at++) {
        char next = sql.charAt(at);
        if (next == '\\' && at + 1 < sql.length()) {
          text.append(DuckText.unescaped(sql.charAt(++at)));
        } else if (next != quote) {
          text.append(next);
        } else if (at + 1 < sql.length() && sql.charAt(at + 1) == quote) {
          text.append(sql.charAt(++at));
        } else {
          at++;
          return text.toString();
        }
      }
      throw new DuckFault(
          "SYNTAX_ERROR", "Syntax error: " + quote + " is not closed, at position " + (start + 1));
    }
  }
}
