package io.serai.dev;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Functions of ClickHouse's that DuckDB has not got, or has under another name, as macros of
 * DuckDB's named {@code ch_<name>}. What is not here goes to DuckDB as it is. Stateless.
 */
final class DuckFunctions {

  private static final String PREFIX = "ch_";
  private static final Map<String, String> MACROS = new LinkedHashMap<>();
  private static final Map<String, String> TABLES =
      Map.of("numbers", "(n) AS TABLE SELECT CAST(range AS UBIGINT) AS number FROM range(n)");

  static {
    aggregates();
    conversions();
    times();
    texts();
    arrays();
    others();
  }

  private DuckFunctions() {}

  private static void add(String name, String macro) {
    MACROS.put(name, macro);
  }

  private static void aggregates() {
    add("countIf", "(c) AS count(*) FILTER (WHERE c)");
    add("sumIf", "(x, c) AS coalesce(sum(x) FILTER (WHERE c), 0)");
    add("avgIf", "(x, c) AS avg(x) FILTER (WHERE c)");
    add("minIf", "(x, c) AS min(x) FILTER (WHERE c)");
    add("maxIf", "(x, c) AS max(x) FILTER (WHERE c)");
    add("uniqIf", "(x, c) AS count(DISTINCT x) FILTER (WHERE c)");
    add("uniqExactIf", "(x, c) AS count(DISTINCT x) FILTER (WHERE c)");
    add("groupArrayIf", "(x, c) AS coalesce(list(x) FILTER (WHERE c), [])");
    for (String name : List.of("uniq", "uniqExact", "uniqCombined", "uniqHLL12")) {
      add(name, "(x) AS count(DISTINCT x)");
    }
    add("groupArray", "(x) AS coalesce(list(x) FILTER (WHERE x IS NOT NULL), [])");
    add("groupUniqArray", "(x) AS coalesce(list(DISTINCT x) FILTER (WHERE x IS NOT NULL), [])");
    add("any", "(x) AS any_value(x)");
    add("anyLast", "(x) AS last(x)");
    add("stddevPop", "(x) AS stddev_pop(x)");
    add("quantile", "(x) AS median(x)");
  }

  private static void conversions() {
    for (int bits : List.of(8, 16, 32, 64)) {
      String signed = Map.of(8, "TINYINT", 16, "SMALLINT", 32, "INTEGER", 64, "BIGINT").get(bits);
      number("toInt" + bits, signed);
      number("toUInt" + bits, "U" + signed);
    }
    number("toFloat32", "FLOAT");
    number("toFloat64", "DOUBLE");
    add("toString", "(x) AS CAST(x AS VARCHAR)");
    add("toUUID", "(x) AS CAST(x AS UUID)");
    add("toUUIDOrNull", "(x) AS TRY_CAST(x AS UUID)");
    add("toBool", "(x) AS CAST(x AS BOOLEAN)");
    add("toNullable", "(x) AS x");
    add("assumeNotNull", "(x) AS x");
    add("toTypeName", "(x) AS ch_type(typeof(x))");
  }

  private static void number(String name, String type) {
    add(name, "(x) AS CAST(x AS " + type + ")");
    add(name + "OrZero", "(x) AS coalesce(TRY_CAST(x AS " + type + "), 0)");
    add(name + "OrNull", "(x) AS TRY_CAST(x AS " + type + ")");
  }

  private static void times() {
    add("now", "() AS date_trunc('second', CAST(current_timestamp AS TIMESTAMP))");
    add("now64", "(p := 3) AS CAST(current_timestamp AS TIMESTAMP)");
    add("today", "() AS CAST(current_timestamp AS DATE)");
    add("yesterday", "() AS CAST(current_timestamp AS DATE) - 1");
    add("toDate", "(x) AS CAST(CAST(x AS VARCHAR)[:10] AS DATE)");
    add(
        "toDateTime",
        "(x) AS coalesce(make_timestamp(CAST(TRY_CAST(CAST(x AS VARCHAR) AS BIGINT) * 1000000 AS"
            + " BIGINT)), CAST(CAST(x AS VARCHAR) AS TIMESTAMP))");
    add("toUnixTimestamp", "(x) AS CAST(epoch(x) AS BIGINT)");
    add("fromUnixTimestamp", "(x) AS make_timestamp(CAST(x AS BIGINT) * 1000000)");
    for (String unit :
        List.of("Second", "Minute", "Hour", "Day", "Week", "Month", "Quarter", "Year")) {
      if (!unit.equals("Quarter")) {
        add("toInterval" + unit, "(n) AS to_" + unit.toLowerCase() + "s(CAST(n AS INTEGER))");
        add("add" + unit + "s", "(x, n) AS x + to_" + unit.toLowerCase() + "s(CAST(n AS INTEGER))");
        add(
            "subtract" + unit + "s",
            "(x, n) AS x - to_" + unit.toLowerCase() + "s(CAST(n AS INTEGER))");
      }
      add("toStartOf" + unit, "(x) AS date_trunc('" + unit.toLowerCase() + "', x)");
    }
    add("toMonday", "(x) AS CAST(date_trunc('week', x) AS DATE)");
    add("toHour", "(x) AS hour(x)");
    add("toMinute", "(x) AS minute(x)");
    add("toYear", "(x) AS year(x)");
    add("toMonth", "(x) AS month(x)");
    add("toDayOfWeek", "(x) AS isodow(x)");
    add("toDayOfMonth", "(x) AS day(x)");
    add("toYYYYMM", "(x) AS CAST(strftime(x, '%Y%m') AS UINTEGER)");
    add("toYYYYMMDD", "(x) AS CAST(strftime(x, '%Y%m%d') AS UINTEGER)");
    add("dateDiff", "(u, a, b) AS date_diff(u, a, b)");
  }

  private static void texts() {
    add("lowerUTF8", "(x) AS lower(x)");
    add("upperUTF8", "(x) AS upper(x)");
    add("lengthUTF8", "(x) AS length(x)");
    add("startsWith", "(x, y) AS starts_with(x, y)");
    add("endsWith", "(x, y) AS ends_with(x, y)");
    add("position", "(x, y) AS instr(x, y)");
    add("replaceAll", "(x, y, z) AS replace(x, y, z)");
    add("match", "(x, y) AS regexp_matches(x, y)");
    add("splitByChar", "(y, x) AS string_split(x, y)");
    add("splitByString", "(y, x) AS string_split(x, y)");
    add("JSONExtractString", "(x, y) AS coalesce(json_extract_string(x, '$.\"' || y || '\"'), '')");
    add("empty", "(x) AS length(x) = 0");
    add("notEmpty", "(x) AS length(x) > 0");
  }

  private static void arrays() {
    add("arrayJoin", "(x) AS unnest(x)");
    add("has", "(x, y) AS list_contains(x, y)");
    add("indexOf", "(x, y) AS coalesce(list_position(x, y), 0)");
    add("arrayDistinct", "(x) AS list_distinct(x)");
    add("arraySort", "(x) AS list_sort(x)");
    add("arrayElement", "(x, i) AS list_extract(x, i)");
    add("arraySlice", "(x, i, n) AS list_slice(x, i, i + n - 1)");
    add("arrayStringConcat", "(x, y := '') AS array_to_string(x, y)");
  }

  private static void others() {
    add(
        "multiIf",
        "(a, b, z) AS CASE WHEN a THEN b ELSE z END,"
            + " (a, b, c, d, z) AS CASE WHEN a THEN b WHEN c THEN d ELSE z END,"
            + " (a, b, c, d, e, f, z) AS"
            + " CASE WHEN a THEN b WHEN c THEN d WHEN e THEN f ELSE z END");
    add("intDiv", "(a, b) AS a // b");
    add("isNull", "(x) AS x IS NULL");
    add("isNotNull", "(x) AS x IS NOT NULL");
    add("generateUUIDv4", "() AS uuid()");
    add("cityHash64", "(x) AS hash(x)");
    add("xxHash64", "(x) AS hash(x)");
    add(
        "throwIf",
        "(c) AS CASE WHEN c THEN error('FunctionThrowIf: Value passed to ''throwIf''"
            + " function is non-zero') ELSE 0 END");
    add("version", "() AS '" + DuckFault.version() + "'");
    add("currentUser", "() AS 'default'");
    add("hostName", "() AS 'localhost'");
    add("timezone", "() AS 'UTC'");
    add(
        "currentDatabase",
        "() AS CASE current_schema() WHEN 'main' THEN 'default'" + " ELSE current_schema() END");
  }

  /** What a function is called in DuckDB. */
  static String nameOf(String name) {
    return MACROS.containsKey(name) || TABLES.containsKey(name) ? PREFIX + name : name;
  }

  /** The statements that make the macros. */
  static List<String> statements() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("type", "(t) AS " + DuckTypes.nameInSql("t"));
    all.putAll(MACROS);
    all.putAll(TABLES);
    return all.entrySet().stream()
        .map(each -> "CREATE OR REPLACE MACRO main." + PREFIX + each.getKey() + each.getValue())
        .toList();
  }
}
