package io.serai.enrich;

import static io.serai.config.Setting.ENRICH_BOT_COLUMN;
import static io.serai.config.Setting.ENRICH_FILTER_COLUMN;
import static io.serai.config.Setting.ENRICH_ID_COLUMN;
import static io.serai.config.Setting.ENRICH_INPUT_COLUMN;
import static io.serai.config.Setting.ENRICH_OUTPUT_COLUMN;
import static io.serai.config.Setting.ENRICH_TIME_COLUMN;

import io.serai.config.Setting;
import io.serai.config.SettingsException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Holds the table and column names of the settings against the database's catalog. */
final class EnrichColumns {

  /** Below this number of rows a scan is quick enough without the index. */
  private static final long LARGE = 50_000;

  private static final Map<String, Setting> ROLES =
      Map.of(
          "id", ENRICH_ID_COLUMN,
          "filter", ENRICH_FILTER_COLUMN,
          "input", ENRICH_INPUT_COLUMN,
          "output", ENRICH_OUTPUT_COLUMN,
          "time", ENRICH_TIME_COLUMN,
          "bot", ENRICH_BOT_COLUMN);

  private final JdbcTemplate jdbc;
  private final EnrichSettings settings;

  EnrichColumns(JdbcTemplate jdbc, EnrichSettings settings) {
    this.jdbc = jdbc;
    this.settings = settings;
  }

  /** Quoted names and types for the SQL files: table, id, idType, filter, filterType, … */
  Map<String, String> names() {
    Map<String, String> types = types();
    List<String> faults = new ArrayList<>();
    Map<String, String> names = new LinkedHashMap<>();
    names.put("table", quoted(settings.table()));
    ROLES.forEach(
        (role, setting) -> {
          String column = settings.column(setting);
          if (types.containsKey(column)) {
            names.put(role, quoted(column));
            names.put(role + "Type", castable(role, types.get(column)));
          } else {
            faults.add(
                "%s=%s: table %s has no such column; it has %s"
                    .formatted(
                        setting, column, settings.table(), String.join(", ", types.keySet())));
          }
        });
    if (faults.isEmpty()) {
      faults.addAll(faultsOfTable());
      faults.addAll(faultsOfValues(types));
    }
    if (!faults.isEmpty()) {
      throw new SettingsException(faults);
    }
    return names;
  }

  /**
   * A cast to a type with a length cuts a longer text and says nothing; without one, writing it is
   * refused. The time alone may be cut, where its column is a text.
   */
  private static String castable(String role, String type) {
    return "time".equals(role)
        ? type
        : type.replaceFirst("^character varying\\(\\d+\\)$", "character varying")
            .replaceFirst("^character\\(\\d+\\)$", "bpchar");
  }

  private Map<String, String> types() {
    Map<String, String> types = new LinkedHashMap<>();
    try {
      jdbc.query(
          """
          SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
          WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped ORDER BY attnum
          """,
          row -> {
            types.put(row.getString(1), row.getString(2));
          },
          quoted(settings.table()));
    } catch (BadSqlGrammarException e) {
      throw new SettingsException(
          "ENRICH_TABLE_NAME=%s cannot be looked at: %s. GRANT DB_USER what is missing"
              .formatted(settings.table(), e.getMostSpecificCause().getMessage()));
    }
    if (types.isEmpty()) {
      String where =
          jdbc.queryForObject(
              "SELECT current_database() || ' (search path ' || current_setting('search_path') || ')'",
              String.class);
      throw new SettingsException(
          "ENRICH_TABLE_NAME=%s: there is no such table in database %s. Create it, or name another"
              .formatted(settings.table(), where));
    }
    return types;
  }

  private List<String> faultsOfTable() {
    List<String> faults = new ArrayList<>();
    String table = quoted(settings.table());
    String id = settings.column(ENRICH_ID_COLUMN);
    // before version 11 no index includes further columns, and nothing counts those of its key
    Integer unique =
        jdbc.queryForObject(
            """
            SELECT count(*) FROM pg_index i
            JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
            WHERE i.indrelid = to_regclass(?) AND i.indisunique
              AND coalesce((to_jsonb(i) ->> 'indnkeyatts')::integer, i.indnatts) = 1
              AND i.indpred IS NULL AND a.attname = ?
            """,
            Integer.class,
            table,
            id);
    if (unique == null || unique == 0) {
      faults.add(
          "ENRICH_ID_COLUMN=%s: table %s has no primary key or unique index on it"
              .formatted(id, settings.table()));
    }
    for (String right : List.of("SELECT", "UPDATE")) {
      if (!Boolean.TRUE.equals(
          jdbc.queryForObject(
              "SELECT has_table_privilege(to_regclass(?), ?)", Boolean.class, table, right))) {
        faults.add("DB_USER may not %s table %s: GRANT it".formatted(right, settings.table()));
      }
    }
    return faults;
  }

  /** A value that its column cannot hold would fail with every row, after the calls are paid. */
  private List<String> faultsOfValues(Map<String, String> types) {
    List<String> faults = new ArrayList<>();
    fault(types, "ENRICH_TRAIN_TYPE", settings.filterValue(), ENRICH_FILTER_COLUMN)
        .ifPresent(faults::add);
    for (String bot : settings.botIds()) {
      fault(types, "COZE_BOT_IDS", bot, ENRICH_BOT_COLUMN).ifPresent(faults::add);
    }
    return faults;
  }

  private Optional<String> fault(
      Map<String, String> types, String setting, String value, Setting column) {
    String name = settings.column(column);
    String type = types.get(name);
    try {
      String held =
          jdbc.queryForObject(
              "SELECT CAST(CAST(? AS %s) AS text)".formatted(type), String.class, value);
      if (value.startsWith(String.valueOf(held)) && value.length() > held.length()) {
        throw new DataIntegrityViolationException("too long");
      }
      return Optional.empty();
    } catch (DataIntegrityViolationException e) {
      return Optional.of(
          "%s=%s: column %s is of type %s, which cannot hold it"
              .formatted(setting, value, name, type));
    }
  }

  /**
   * SQL of the index that keeps a claim quick however many rows are finished, when it is missing.
   */
  Optional<String> missingIndex(Map<String, String> names) {
    String table = names.get("table");
    Long rows =
        jdbc.queryForObject(
            "SELECT reltuples::bigint FROM pg_class WHERE oid = to_regclass(?)", Long.class, table);
    Integer partial =
        jdbc.queryForObject(
            """
            SELECT count(*) FROM pg_index
            WHERE indrelid = to_regclass(?) AND indisvalid
              AND pg_get_expr(indpred, indrelid) LIKE '%' || ? || ' IS NULL%'
            """,
            Integer.class, table, settings.column(ENRICH_OUTPUT_COLUMN));
    if (rows == null || rows < LARGE || partial == null || partial > 0) {
      return Optional.empty();
    }
    String name = settings.table().replaceAll(".*\\.", "") + "_unanswered";
    return Optional.of(
        "CREATE INDEX CONCURRENTLY %s ON %s (%s, %s) WHERE %s IS NULL AND %s IS NULL;"
            .formatted(
                name,
                table,
                names.get("filter"),
                names.get("id"),
                names.get("output"),
                names.get("time")));
  }

  /** Each part in double quotes; the settings' rule has let plain names through only. */
  static String quoted(String name) {
    return Stream.of(name.split("\\."))
        .map(part -> '"' + part + '"')
        .collect(Collectors.joining("."));
  }
}
