package io.serai.dev;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Types of ClickHouse's in DuckDB, and the other way round. Stateless. */
final class DuckTypes {

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("UInt8", "UTINYINT"),
          Map.entry("UInt16", "USMALLINT"),
          Map.entry("UInt32", "UINTEGER"),
          Map.entry("UInt64", "UBIGINT"),
          Map.entry("UInt128", "UHUGEINT"),
          Map.entry("UInt256", "UHUGEINT"),
          Map.entry("Int8", "TINYINT"),
          Map.entry("Int16", "SMALLINT"),
          Map.entry("Int32", "INTEGER"),
          Map.entry("Int64", "BIGINT"),
          Map.entry("Int128", "HUGEINT"),
          Map.entry("Int256", "HUGEINT"),
          Map.entry("Float32", "FLOAT"),
          Map.entry("Float64", "DOUBLE"),
          Map.entry("String", "VARCHAR"),
          Map.entry("FixedString", "VARCHAR"),
          Map.entry("Enum8", "VARCHAR"),
          Map.entry("Enum16", "VARCHAR"),
          Map.entry("Bool", "BOOLEAN"),
          Map.entry("UUID", "UUID"),
          Map.entry("Date", "DATE"),
          Map.entry("Date32", "DATE"),
          Map.entry("DateTime", "TIMESTAMP"),
          Map.entry("DateTime64", "TIMESTAMP"),
          Map.entry("IPv4", "VARCHAR"),
          Map.entry("IPv6", "VARCHAR"),
          Map.entry("JSON", "JSON"));

  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("UTINYINT", "UInt8"),
          Map.entry("USMALLINT", "UInt16"),
          Map.entry("UINTEGER", "UInt32"),
          Map.entry("UBIGINT", "UInt64"),
          Map.entry("UHUGEINT", "UInt128"),
          Map.entry("TINYINT", "Int8"),
          Map.entry("SMALLINT", "Int16"),
          Map.entry("INTEGER", "Int32"),
          Map.entry("BIGINT", "Int64"),
          Map.entry("HUGEINT", "Int128"),
          Map.entry("FLOAT", "Float32"),
          Map.entry("DOUBLE", "Float64"),
          Map.entry("VARCHAR", "String"),
          Map.entry("BOOLEAN", "Bool"),
          Map.entry("UUID", "UUID"),
          Map.entry("DATE", "Date"),
          Map.entry("TIMESTAMP", "DateTime"),
          Map.entry("TIMESTAMP WITH TIME ZONE", "DateTime('UTC')"));

  private DuckTypes() {}

  /**
   * A type that was read from tokens.
   *
   * @param duck its name in DuckDB
   * @param nullable whether it is Nullable
   */
  record Type(String duck, boolean nullable) {

    boolean isArray() {
      return duck.endsWith("[]");
    }

    /** What ClickHouse puts where nothing is given, as a literal of DuckDB's. */
    String defaultValue() {
      if (nullable) {
        return "NULL";
      }
      return switch (duck) {
        case "VARCHAR", "JSON" -> "''";
        case "BOOLEAN" -> "false";
        case "UUID" -> "'00000000-0000-0000-0000-000000000000'";
        case "DATE" -> "'1970-01-01'";
        case "TIMESTAMP" -> "'1970-01-01 00:00:00'";
        default -> isArray() ? "[]" : "0";
      };
    }
  }

  static boolean isType(DuckToken token) {
    return token.kind() == DuckToken.Kind.WORD
        && (TYPES.containsKey(token.text())
            || List.of("Nullable", "LowCardinality", "Array", "Decimal").contains(token.text())
            || token.text().matches("Decimal(32|64|128|256)"));
  }

  static Type of(String text) throws DuckFault {
    Deque<DuckToken> tokens = new ArrayDeque<>(DuckToken.of(text));
    return read(tokens);
  }

  /** Takes a type from the front. */
  static Type read(Deque<DuckToken> tokens) throws DuckFault {
    DuckToken first = tokens.poll();
    String name = first == null ? "" : first.text();
    switch (name) {
      case "Nullable" -> {
        return new Type(inner(tokens).duck(), true);
      }
      case "LowCardinality" -> {
        return inner(tokens);
      }
      case "Array" -> {
        return new Type(inner(tokens).duck() + "[]", false);
      }
      case "Decimal" -> {
        return new Type("DECIMAL" + arguments(tokens), false);
      }
      default -> {
        String scale = arguments(tokens);
        String duck =
            name.startsWith("Decimal") ? "DECIMAL(38," + scale.substring(1) : TYPES.get(name);
        if (duck == null) {
          throw new DuckFault("UNKNOWN_TYPE", "Unknown data type family: " + name);
        }
        return new Type(duck, false);
      }
    }
  }

  private static Type inner(Deque<DuckToken> tokens) throws DuckFault {
    tokens.poll();
    Type type = read(tokens);
    tokens.poll();
    return type;
  }

  private static String arguments(Deque<DuckToken> tokens) {
    StringBuilder text = new StringBuilder();
    if (tokens.isEmpty() || !tokens.peek().isSymbol("(")) {
      return "";
    }
    int depth = 0;
    do {
      DuckToken token = tokens.poll();
      depth += token.isSymbol("(") ? 1 : token.isSymbol(")") ? -1 : 0;
      text.append(token.text());
    } while (depth > 0 && !tokens.isEmpty());
    return text.toString();
  }

  /** ClickHouse's name of a type of DuckDB's. */
  static String nameOf(String duck) {
    if (duck.endsWith("[]")) {
      return "Array(" + nameOf(duck.substring(0, duck.length() - 2)) + ")";
    }
    return duck.startsWith("DECIMAL")
        ? duck.replace("DECIMAL", "Decimal")
        : NAMES.getOrDefault(duck, "String");
  }

  /** An expression of DuckDB's that gives ClickHouse's name of a type in this column. */
  static String nameInSql(String column) {
    String plain = nameOfPlain("replace(" + column + ", '[]', '')");
    return ("CASE WHEN ends_with(%1$s, '[]') THEN 'Array(' || %2$s || ')'"
            + " WHEN starts_with(%1$s, 'DECIMAL') THEN replace(%1$s, 'DECIMAL', 'Decimal')"
            + " ELSE %2$s END")
        .formatted(column, plain);
  }

  private static String nameOfPlain(String type) {
    return NAMES.entrySet().stream()
        .map(each -> "WHEN '" + each.getKey() + "' THEN " + DuckText.literal(each.getValue()))
        .collect(Collectors.joining(" ", "CASE " + type + " ", " ELSE 'String' END"));
  }
}
