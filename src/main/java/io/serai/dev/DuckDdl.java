package io.serai.dev;

import io.serai.dev.DuckToken.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * Statements that define something: columns keep type and default; engine, keys, partitions, TTL,
 * codecs, comments and indexes are left out. Stateless.
 */
final class DuckDdl {

  private static final Set<String> NO_COLUMNS =
      Set.of("INDEX", "PROJECTION", "CONSTRAINT", "PRIMARY");
  private static final Set<String> AFTER_DEFAULT = Set.of("CODEC", "COMMENT", "TTL");

  private DuckDdl() {}

  /** {@code CREATE TABLE …}, from tokens that begin with CREATE. */
  static String createTable(List<DuckToken> tokens, DuckDialect dialect) throws DuckFault {
    int open = 0;
    while (open < tokens.size() && !tokens.get(open).isSymbol("(") && !isEnd(tokens.get(open))) {
      open++;
    }
    String head = dialect.rewrite(tokens.subList(0, open));
    if (open < tokens.size() && tokens.get(open).isSymbol("(")) {
      return head + columns(tokens.subList(open + 1, tokens.size()), dialect);
    }
    for (int i = open; i < tokens.size(); i++) {
      if (tokens.get(i).is("AS")) {
        return head + dialect.rewrite(tokens.subList(i, tokens.size()));
      }
    }
    throw new DuckFault("SYNTAX_ERROR", "Syntax error: CREATE TABLE needs columns or AS SELECT");
  }

  private static boolean isEnd(DuckToken token) {
    return token.is("ENGINE") || token.is("AS") || token.is("ON");
  }

  private static String columns(List<DuckToken> tokens, DuckDialect dialect) throws DuckFault {
    List<String> columns = new ArrayList<>();
    List<DuckToken> column = new ArrayList<>();
    int depth = 1;
    for (int i = 0; depth > 0; i++) {
      if (i == tokens.size()) {
        throw new DuckFault("SYNTAX_ERROR", "Syntax error: Unmatched parentheses: (");
      }
      DuckToken token = tokens.get(i);
      depth += token.isSymbol("(") ? 1 : token.isSymbol(")") ? -1 : 0;
      if (depth == 0 || depth == 1 && token.isSymbol(",")) {
        if (!NO_COLUMNS.contains(column.get(0).text().toUpperCase())) {
          columns.add(column(column, dialect));
        }
        column = new ArrayList<>();
      } else {
        column.add(token);
      }
    }
    return "(" + String.join(", ", columns) + ")";
  }

  private static String column(List<DuckToken> tokens, DuckDialect dialect) throws DuckFault {
    Deque<DuckToken> rest = new ArrayDeque<>(tokens);
    DuckToken name = rest.poll();
    if (name.kind() != Kind.WORD && name.kind() != Kind.QUOTED) {
      throw new DuckFault("SYNTAX_ERROR", "Syntax error: " + name.text() + " is no column");
    }
    DuckTypes.Type type = DuckTypes.read(rest);
    List<DuckToken> value = new ArrayList<>();
    if (!rest.isEmpty() && rest.peek().is("DEFAULT")) {
      rest.poll();
      while (!rest.isEmpty() && !AFTER_DEFAULT.contains(rest.peek().text().toUpperCase())) {
        value.add(rest.poll());
      }
    }
    return "%s %s %s DEFAULT %s"
        .formatted(
            DuckText.name(name.text()),
            type.duck(),
            type.nullable() ? "" : "NOT NULL",
            value.isEmpty() ? type.defaultValue() : dialect.rewrite(value));
  }

  /** {@code ALTER TABLE t DELETE WHERE …} and {@code … UPDATE …}; null for another one. */
  static String mutation(List<DuckToken> tokens, DuckDialect dialect) throws DuckFault {
    for (int i = 3; i < tokens.size(); i++) {
      boolean delete = tokens.get(i).is("DELETE");
      if (delete || tokens.get(i).is("UPDATE")) {
        String table = dialect.rewrite(tokens.subList(2, i));
        String rest = dialect.rewrite(tokens.subList(i + 1, tokens.size()));
        return delete ? "DELETE FROM " + table + rest : "UPDATE " + table + "SET " + rest;
      }
    }
    return null;
  }
}
