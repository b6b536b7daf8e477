package io.serai.cache;

import io.serai.cache.ClickHouseFault.Kind;
import java.util.Map;
import java.util.Set;

/** What ClickHouse's error codes and HTTP statuses mean, and how to mend it. Stateless. */
final class ClickHouseCodes {

  static final int UNKNOWN_SETTING = 115;

  private static final Set<Integer> ACCESS =
      Set.of(81, 164, 192, 193, 194, 195, 291, 452, 497, 511, 516);
  private static final Set<Integer> TIMEOUT = Set.of(159, 160);
  private static final Set<Integer> OVERLOADED =
      Set.of(
          173, 201, 202, 203, 209, 210, 236, 241, 242, 243, 252, 279, 319, 394, 425, 439, 745, 999);

  /** Faults of the server itself, which no other query would avoid. */
  private static final Set<Integer> BROKEN = Set.of(32, 33, 40, 49, 1000, 1001, 1002);

  static final String TOO_LONG =
      "the parameters are too long: lower JOB_SUGGESTION_BATCH_SIZE, or raise"
          + " http_max_field_value_size in the user's profile";

  private static final String LOGIN = "check CLICKHOUSE_USER and CLICKHOUSE_PASSWORD";
  private static final String TABLES =
      "create it (sql/cache/schema.sql has the usual tables), or check CLICKHOUSE_DATABASE";
  private static final String NAMES = "correct the query";
  private static final String PARAMETER = "give the parameter a value of the type in the query";

  private static final Map<Integer, String> CURES =
      Map.ofEntries(
          Map.entry(46, NAMES),
          Map.entry(47, NAMES),
          Map.entry(60, TABLES),
          Map.entry(62, NAMES),
          Map.entry(81, "check CLICKHOUSE_DATABASE"),
          Map.entry(UNKNOWN_SETTING, "this ClickHouse is older than the setting"),
          Map.entry(
              164,
              "the user's profile has readonly = 1, which refuses every setting, max_execution_time"
                  + " too: give it readonly = 2"),
          Map.entry(192, LOGIN),
          Map.entry(193, LOGIN),
          Map.entry(194, LOGIN),
          Map.entry(195, "the user may not come from this address: change its HOST"),
          Map.entry(452, "the user's profile restricts this setting: widen it"),
          Map.entry(456, PARAMETER),
          Map.entry(457, PARAMETER),
          Map.entry(497, "GRANT SELECT on its tables to CLICKHOUSE_USER"),
          Map.entry(516, LOGIN),
          Map.entry(159, "raise JOB_CH_TIMEOUT_MS, or let the query read less"),
          Map.entry(160, "raise JOB_CH_TIMEOUT_MS, or let the query read less"),
          Map.entry(202, "lower JOB_MAX_CONCURRENT, or raise max_concurrent_queries"),
          Map.entry(241, "lower JOB_SUGGESTION_BATCH_SIZE, or raise max_memory_usage"));

  private ClickHouseCodes() {}

  static Kind kindOf(int code) {
    if (ACCESS.contains(code)) {
      return Kind.ACCESS;
    }
    if (TIMEOUT.contains(code)) {
      return Kind.TIMEOUT;
    }
    if (OVERLOADED.contains(code)) {
      return Kind.OVERLOADED;
    }
    return BROKEN.contains(code) ? Kind.BROKEN : Kind.SQL;
  }

  /** How to mend it, or null. */
  static String cureOf(int code) {
    return CURES.get(code);
  }

  /** Whether a parameter is longer than http_max_field_value_size, by default 128 KiB. */
  static boolean isTooLong(ClickHouseError error) {
    return BROKEN.contains(error.code()) && error.text().contains("too long");
  }

  /** What a status means that did not come with a code of ClickHouse's. */
  static Kind kindOfStatus(int status) {
    return switch (status) {
      case 401, 403 -> Kind.ACCESS;
      case 408, 504 -> Kind.TIMEOUT;
      case 429, 503 -> Kind.OVERLOADED;
      case 413, 414, 431 -> Kind.SQL;
      case 502 -> Kind.UNREACHABLE;
      default -> Kind.BROKEN;
    };
  }

  static String cureOfStatus(int status) {
    return switch (status) {
      case 401, 403 -> LOGIN + ", and what stands before ClickHouse";
      case 413, 414, 431 -> TOO_LONG;
      case 408, 429, 502, 503, 504 -> "something before ClickHouse says so; it is tried again";
      default -> "check that CLICKHOUSE_URL is ClickHouse's HTTP interface";
    };
  }
}
