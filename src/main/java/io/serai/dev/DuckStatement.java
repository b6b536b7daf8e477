package io.serai.dev;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One statement of ClickHouse's, ready for DuckDB.
 *
 * @param kind what is to be done with it
 * @param sql for DuckDB; of an insert with data, the table
 * @param binds texts, and lists of texts for arrays
 * @param format of the answer or the data; null where the statement names none
 * @param settings of its SETTINGS clause
 * @param columns of an insert with data; empty: all
 * @param data of an insert
 */
record DuckStatement(
    Kind kind,
    String sql,
    List<Object> binds,
    String format,
    Map<String, String> settings,
    List<String> columns,
    String data) {

  enum Kind {
    QUERY,
    COMMAND,
    INSERT_DATA,
    NOTHING
  }

  private static final Pattern INSERT =
      Pattern.compile(
          "\\s*INSERT\\s+INTO\\s+(?:TABLE\\s+)?((?:[`\"]?\\w+[`\"]?\\.)?[`\"]?\\w+[`\"]?)\\s*"
              + "(?:\\(([^)]*)\\))?\\s*FORMAT\\s+(\\w+)\\s*(.*)",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final List<String> QUERIES =
      List.of("SELECT", "WITH", "SHOW", "DESCRIBE", "DESC", "EXISTS", "EXPLAIN", "(");
  private static final List<String> IGNORED =
      List.of("SET", "USE", "OPTIMIZE", "SYSTEM", "KILL", "GRANT", "REVOKE");

  /** Whether it may come by GET. */
  boolean readsOnly() {
    return kind == Kind.QUERY || kind == Kind.NOTHING;
  }

  /** Reads one. */
  static DuckStatement of(String text, DuckParameters parameters) throws DuckFault {
    Matcher insert = INSERT.matcher(text);
    if (insert.matches()) {
      return insert(insert, parameters);
    }
    List<DuckToken> tokens = new ArrayList<>(DuckToken.of(text));
    while (!tokens.isEmpty() && tokens.get(tokens.size() - 1).isSymbol(";")) {
      tokens.remove(tokens.size() - 1);
    }
    if (tokens.isEmpty()) {
      throw new DuckFault("SYNTAX_ERROR", "Syntax error: Empty query");
    }
    if (tokens.stream().anyMatch(token -> token.isSymbol(";"))) {
      throw new DuckFault("SYNTAX_ERROR", "Syntax error: Multi-statements are not allowed");
    }
    Map<String, String> settings = settings(tokens);
    String format = format(tokens);
    settings.putAll(settings(tokens));
    DuckDialect dialect = new DuckDialect(parameters);
    String head = tokens.get(0).text().toUpperCase();
    Kind kind =
        QUERIES.contains(head) ? Kind.QUERY : IGNORED.contains(head) ? Kind.NOTHING : Kind.COMMAND;
    String sql = kind == Kind.NOTHING ? "" : rewrite(head, tokens, dialect);
    return new DuckStatement(kind, sql, dialect.binds(), format, settings, List.of(), null);
  }

  private static DuckStatement insert(Matcher insert, DuckParameters parameters) throws DuckFault {
    String table =
        new DuckDialect(parameters).rewrite(DuckToken.of(insert.group(1))).replace(" ", "");
    List<String> columns = new ArrayList<>();
    if (insert.group(2) != null) {
      for (DuckToken token : DuckToken.of(insert.group(2))) {
        if (!token.isSymbol(",")) {
          columns.add(token.text());
        }
      }
    }
    return new DuckStatement(
        Kind.INSERT_DATA, table, List.of(), insert.group(3), Map.of(), columns, insert.group(4));
  }

  /** Takes {@code SETTINGS a = 1, b = 2} from the end. */
  private static Map<String, String> settings(List<DuckToken> tokens) {
    Map<String, String> settings = new LinkedHashMap<>();
    int from = lastClause(tokens, "SETTINGS");
    if (from < 0 || from + 2 >= tokens.size() || !tokens.get(from + 2).isSymbol("=")) {
      return settings;
    }
    int at = from + 1;
    while (at + 2 < tokens.size() && tokens.get(at + 1).isSymbol("=")) {
      settings.put(tokens.get(at).text(), tokens.get(at + 2).text());
      at += 3;
      if (at < tokens.size() && tokens.get(at).isSymbol(",")) {
        at++;
      }
    }
    tokens.subList(from, at).clear();
    return settings;
  }

  /** Takes {@code FORMAT name} from the end. */
  private static String format(List<DuckToken> tokens) {
    int from = lastClause(tokens, "FORMAT");
    if (from < 1
        || from != tokens.size() - 2
        || tokens.get(from + 1).kind() != DuckToken.Kind.WORD) {
      return null;
    }
    String format = tokens.get(from + 1).text();
    tokens.subList(from, tokens.size()).clear();
    return format;
  }

  private static int lastClause(List<DuckToken> tokens, String word) {
    int depth = 0;
    for (int i = tokens.size() - 1; i >= 0; i--) {
      DuckToken token = tokens.get(i);
      depth += token.isSymbol(")") ? 1 : token.isSymbol("(") ? -1 : 0;
      if (depth == 0 && token.is(word)) {
        return i;
      }
    }
    return -1;
  }

  private static String rewrite(String head, List<DuckToken> tokens, DuckDialect dialect)
      throws DuckFault {
    boolean database = tokens.size() > 1 && tokens.get(1).is("DATABASE");
    return switch (head) {
      case "SHOW" -> show(tokens);
      case "DESCRIBE", "DESC" -> describe(tokens, dialect);
      case "EXISTS" -> exists(tokens);
      case "CREATE" -> database ? schema(tokens, dialect) : create(tokens, dialect);
      case "DROP" -> drop(database, tokens, dialect);
      case "ALTER" -> {
        String mutation = DuckDdl.mutation(tokens, dialect);
        yield mutation == null ? dialect.rewrite(tokens) : mutation;
      }
      default -> dialect.rewrite(tokens);
    };
  }

  private static String create(List<DuckToken> tokens, DuckDialect dialect) throws DuckFault {
    for (int i = 1; i < Math.min(4, tokens.size()); i++) {
      if (tokens.get(i).is("TABLE")) {
        return DuckDdl.createTable(tokens, dialect);
      }
      if (tokens.get(i).is("MATERIALIZED") || tokens.get(i).is("DICTIONARY")) {
        throw new DuckFault(
            "NOT_IMPLEMENTED", "CREATE " + tokens.get(i).text() + " is not known to this front");
      }
    }
    return dialect.rewrite(tokens);
  }

  private static String schema(List<DuckToken> tokens, DuckDialect dialect) throws DuckFault {
    List<DuckToken> schema = new ArrayList<>(tokens);
    schema.removeIf(token -> token.is("DATABASE"));
    int end = 1;
    while (end < schema.size() && !schema.get(end).is("ENGINE")) {
      end++;
    }
    return "CREATE SCHEMA " + dialect.rewrite(schema.subList(1, end));
  }

  private static String drop(boolean database, List<DuckToken> tokens, DuckDialect dialect)
      throws DuckFault {
    tokens.removeIf(token -> token.is("SYNC"));
    return database
        ? "DROP SCHEMA " + dialect.rewrite(tokens.subList(2, tokens.size())) + " CASCADE"
        : dialect.rewrite(tokens);
  }

  private static String show(List<DuckToken> tokens) throws DuckFault {
    String what = tokens.size() > 1 ? tokens.get(1).text().toUpperCase() : "";
    return switch (what) {
      case "TABLES" ->
          "SELECT table_name AS name FROM information_schema.tables"
              + " WHERE table_schema = current_schema() ORDER BY 1";
      case "DATABASES" ->
          "SELECT CASE schema_name WHEN 'main' THEN 'default' ELSE schema_name END AS name"
              + " FROM information_schema.schemata WHERE catalog_name = current_database()"
              + " AND schema_name NOT IN ('information_schema', 'pg_catalog') ORDER BY 1";
      default -> throw new DuckFault("NOT_IMPLEMENTED", "SHOW " + what + " is not known here");
    };
  }

  private static String describe(List<DuckToken> tokens, DuckDialect dialect) throws DuckFault {
    int from = tokens.size() > 1 && tokens.get(1).is("TABLE") ? 2 : 1;
    return "SELECT column_name AS name, ch_type(column_type) AS type FROM (DESCRIBE "
        + dialect.rewrite(tokens.subList(from, tokens.size()))
        + ")";
  }

  private static String exists(List<DuckToken> tokens) {
    String table = tokens.get(tokens.size() - 1).text();
    return "SELECT CAST(count(*) > 0 AS UTINYINT) AS result FROM information_schema.tables"
        + " WHERE table_schema = current_schema() AND table_name = "
        + DuckText.literal(table);
  }
}
