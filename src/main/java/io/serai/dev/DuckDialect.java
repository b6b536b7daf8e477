package io.serai.dev;

import io.serai.dev.DuckParameters.Slot;
import io.serai.dev.DuckToken.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Turns tokens of ClickHouse's SQL into a text of DuckDB's, with what is to be bound to it. One use
 * each.
 */
final class DuckDialect {

  private static final Set<String> JOINS = Set.of("JOIN", "INNER", "LEFT", "RIGHT", "FULL");

  private final DuckParameters parameters;
  private final List<Object> binds = new ArrayList<>();
  private final StringBuilder sql = new StringBuilder();
  private List<DuckToken> tokens = List.of();
  private int at;

  DuckDialect(DuckParameters parameters) {
    this.parameters = parameters;
  }

  /** Texts, and lists of texts for arrays, in the order of the question marks. */
  List<Object> binds() {
    return binds;
  }

  /** Rewrites these tokens. */
  String rewrite(List<DuckToken> all) throws DuckFault {
    List<DuckToken> outer = tokens;
    int outerAt = at;
    int start = sql.length();
    tokens = all;
    for (at = 0; at < tokens.size(); at++) {
      token(tokens.get(at));
    }
    tokens = outer;
    at = outerAt;
    String text = sql.substring(start);
    sql.setLength(start);
    return text;
  }

  private DuckToken look(int ahead) {
    int index = at + ahead;
    return index >= 0 && index < tokens.size() ? tokens.get(index) : new DuckToken(Kind.SYMBOL, "");
  }

  private void add(String text) {
    sql.append(text).append(' ');
  }

  private void token(DuckToken token) throws DuckFault {
    switch (token.kind()) {
      case STRING -> add(DuckText.literal(token.text()));
      case QUOTED -> add(isMain(token) ? "main" : DuckText.name(token.text()));
      case PARAMETER -> parameter(Slot.of(token.text()));
      case SYMBOL -> add(token.text().equals("==") ? "=" : token.text());
      case WORD -> word(token);
      default -> add(token.text());
    }
  }

  private boolean isMain(DuckToken token) {
    return token.text().equals("default") && look(1).isSymbol(".");
  }

  private void parameter(Slot slot) throws DuckFault {
    if (slot.isIdentifier()) {
      add(DuckText.name(parameters.text(new Slot(slot.name(), "String"))));
      return;
    }
    DuckTypes.Type type = DuckTypes.of(slot.type());
    if (!type.isArray()) {
      binds.add(parameters.text(slot));
      add("(CAST(? AS " + type.duck() + "))");
    } else if (look(-1).is("IN")) {
      // of literals and not bound: only they take the type of what they are compared with
      add(list(parameters.elements(slot)));
    } else {
      binds.add(parameters.elements(slot));
      add("CAST(? AS " + type.duck() + ")");
    }
  }

  private static String list(List<String> elements) {
    return elements.isEmpty()
        ? "(SELECT NULL WHERE false)"
        : elements.stream().map(DuckText::literal).collect(Collectors.joining(",", "(", ")"));
  }

  private void word(DuckToken word) throws DuckFault {
    boolean typed = look(-1).is("AS") || look(-1).isSymbol("::");
    if (isMain(word)) {
      add("main");
    } else if (word.is("system") && look(1).isSymbol(".") && look(2).is("one")) {
      add("(SELECT 0 AS dummy)");
      at += 2;
    } else if (typed && DuckTypes.isType(word)) {
      type();
    } else if (look(1).isSymbol("(")) {
      call(word);
    } else {
      plain(word);
    }
  }

  private void plain(DuckToken word) throws DuckFault {
    if (word.is("PREWHERE")) {
      for (int i = 1; at + i < tokens.size(); i++) {
        if (look(i).is("WHERE")) {
          throw new DuckFault(
              "NOT_IMPLEMENTED", "PREWHERE and WHERE together are not known to DuckDB's front");
        }
      }
      add("WHERE");
    } else if (!isDropped(word)) {
      add(word.text());
    }
  }

  private boolean isDropped(DuckToken word) {
    return word.is("FINAL") && at > 0
        || word.is("GLOBAL")
        || word.is("LEFT") && (look(1).is("ANTI") || look(1).is("SEMI"))
        || word.is("ALL") && !look(-1).is("UNION") && JOINS.contains(look(1).text().toUpperCase());
  }

  private void type() throws DuckFault {
    Deque<DuckToken> rest = new ArrayDeque<>(tokens.subList(at, tokens.size()));
    add(DuckTypes.read(rest).duck());
    at = tokens.size() - rest.size() - 1;
  }

  private void call(DuckToken word) throws DuckFault {
    int close = closing(at + 1);
    if (word.is("CAST") && castToText(close)) {
      return;
    }
    if (word.text().startsWith("quantile") && close + 1 < tokens.size()) {
      if (tokens.get(close + 1).isSymbol("(")) {
        quantile(close);
        return;
      }
    }
    add(DuckFunctions.nameOf(word.text()));
  }

  /** {@code CAST(x, 'Type')}. */
  private boolean castToText(int close) throws DuckFault {
    boolean text =
        close - 2 > at
            && tokens.get(close - 1).kind() == Kind.STRING
            && tokens.get(close - 2).isSymbol(",");
    if (text) {
      String type = DuckTypes.of(tokens.get(close - 1).text()).duck();
      String value = rewrite(tokens.subList(at + 2, close - 2));
      add("CAST(" + value + "AS " + type + ")");
      at = close;
    }
    return text;
  }

  /** {@code quantile(0.9)(x)}. */
  private void quantile(int close) throws DuckFault {
    int end = closing(close + 1);
    String level = rewrite(tokens.subList(at + 2, close));
    String value = rewrite(tokens.subList(close + 2, end));
    add("quantile_cont(" + value + ", " + level + ")");
    at = end;
  }

  private int closing(int open) throws DuckFault {
    int depth = 0;
    for (int i = open; i < tokens.size(); i++) {
      depth += tokens.get(i).isSymbol("(") ? 1 : tokens.get(i).isSymbol(")") ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    throw new DuckFault("SYNTAX_ERROR", "Syntax error: Unmatched parentheses: (");
  }
}
