package io.serai.enrich;

import io.serai.config.SettingsException;
import io.serai.config.SqlFiles;
import io.serai.ledger.Claim;
import io.serai.ledger.KeyPrefix;
import io.serai.ledger.Ledger;
import io.serai.ops.Causes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/**
 * The table whose rows are enriched, and its part of the ledger. Rows are chosen exactly as
 * requirement 000 does; names come from settings and are validated against the catalog.
 * Thread-safe; joins the transaction that its thread is in.
 */
public final class EnrichTable {

  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss");
  private static final String AFTER = "AND s.${id} > CAST(:cursor AS ${idType})";

  /** Data exception, constraint, view, index row too long, and what a trigger raises. */
  private static final Set<String> REFUSALS = Set.of("22", "23", "44", "54", "P0");

  private final NamedParameterJdbcTemplate jdbc;
  private final SqlFiles files;
  private final Map<String, String> names;
  private final EnrichSettings settings;
  private final String prefix;
  private final String writeSql;

  /**
   * Looks the table up.
   *
   * @throws SettingsException naming what is missing: table, columns, key, rights
   */
  public EnrichTable(NamedParameterJdbcTemplate jdbc, SqlFiles files, EnrichSettings settings) {
    this.jdbc = jdbc;
    this.files = files;
    this.settings = settings;
    this.names = new EnrichColumns(jdbc.getJdbcTemplate(), settings).names();
    this.prefix = settings.table() + "/";
    this.writeSql = files.load("enrich", "write", names);
  }

  /** Key of a row in the ledger: tables never share keys. */
  public String key(String id) {
    return prefix + id;
  }

  String id(Claim claim) {
    return claim.key().substring(prefix.length());
  }

  /**
   * Claims rows that are due or that nobody has looked at.
   *
   * @param cursor id of the fresh row claimed last, or null to begin with the first
   * @param most rows at the most, of each kind
   * @param bytes stop before the texts of either kind are longer than this; one row always fits
   */
  List<ClaimedRow> claim(Ledger ledger, String cursor, int most, long bytes) {
    Map<String, String> claimNames = new HashMap<>(names);
    claimNames.put("most", String.valueOf(most));
    claimNames.put("after", cursor == null ? "" : fill(AFTER));
    MapSqlParameterSource values =
        new MapSqlParameterSource()
            .addValue("prefix", prefix)
            .addValue("pattern", KeyPrefix.pattern(prefix))
            .addValue("owner", ledger.owner())
            .addValue("lease", ledger.lease().toMillis())
            .addValue("filter", settings.filterValue())
            .addValue("cursor", cursor)
            .addValue("bytes", bytes)
            .addValue("maxAttempts", settings.maxAttempts());
    return jdbc.query(
        files.load("enrich", "claim", claimNames),
        values,
        (row, i) ->
            new ClaimedRow(
                new Claim(
                    "enrich", row.getString("key"), row.getLong("fence"), row.getInt("attempt")),
                row.getString("id"),
                row.getBoolean("fresh"),
                row.getBoolean("wanted"),
                row.getString("text")));
  }

  /**
   * A row that is claimed here.
   *
   * @param id its primary key, or null when the row is gone
   * @param fresh whether this is its first claim
   * @param wanted whether it still waits for an answer
   * @param text what to ask, or null
   */
  record ClaimedRow(Claim claim, String id, boolean fresh, boolean wanted, String text) {}

  /** Writes answers in one statement: parallel arrays of ids, answers and bots. */
  void write(String[] ids, String[] answers, String[] bots) {
    jdbc.update(
        writeSql,
        new MapSqlParameterSource()
            .addValue("ids", ids)
            .addValue("answers", answers)
            .addValue("bots", bots));
  }

  /** Answers that the same texts got before, by text. */
  Map<String, EarlierAnswer> earlier(Collection<String> texts) {
    Map<String, EarlierAnswer> found = new HashMap<>();
    String[] hashes = texts.stream().map(EnrichTable::md5).toArray(String[]::new);
    jdbc.query(
        files.load("enrich", "earlier", names),
        new MapSqlParameterSource("hashes", hashes),
        row -> {
          found.put(
              row.getString("text"),
              new EarlierAnswer(row.getString("answer"), row.getString("bot")));
        });
    return found;
  }

  /** What an earlier row was answered, and by which bot. */
  record EarlierAnswer(String text, String bot) {}

  /** How far the table is. */
  public Counts counts() {
    return jdbc.queryForObject(
        files.load("enrich", "counts", names),
        new MapSqlParameterSource("filter", settings.filterValue()),
        (row, i) ->
            new Counts(row.getLong("total"), row.getLong("processed"), row.getLong("unanswered")));
  }

  /** Rows of the chosen type: all, answered, and without an answer. */
  public record Counts(long total, long processed, long unanswered) {}

  /**
   * The text of one row, if it is there.
   *
   * @throws SettingsException when {@code id} is not of the type of the key
   */
  public Optional<String> text(String id) {
    try {
      return jdbc
          .query(
              fill(
                  "SELECT coalesce(${input}::text, '') FROM ${table} WHERE ${id} = CAST(:id AS ${idType})"),
              new MapSqlParameterSource("id", id),
              (row, i) -> row.getString(1))
          .stream()
          .findFirst();
    } catch (DataIntegrityViolationException e) {
      throw new SettingsException(
          "%s is no value for %s (%s)".formatted(id, names.get("id"), names.get("idType")));
    }
  }

  /**
   * Copies the rows that a run would change into a new table.
   *
   * @return the new table's name and how many rows it holds
   */
  public Backup backup(LocalDateTime at) {
    String name = settings.table() + "_backup_" + STAMP.format(at);
    Map<String, String> backupNames = new HashMap<>(names);
    backupNames.put("backup", EnrichColumns.quoted(name));
    backupNames.put(
        "filterLiteral",
        "CAST('%s' AS %s)"
            .formatted(settings.filterValue().replace("'", "''"), names.get("filterType")));
    int rows = jdbc.getJdbcTemplate().update(files.load("enrich", "backup", backupNames));
    return new Backup(name, rows);
  }

  /** A backup that was made. */
  public record Backup(String table, int rows) {}

  /** The index that would help, as SQL, when the table is large and lacks it. */
  public Optional<String> missingIndex() {
    return new EnrichColumns(jdbc.getJdbcTemplate(), settings).missingIndex(names);
  }

  /** Whether the fault is in the data, by its class in PostgreSQL's appendix A. */
  static boolean refuses(Throwable thrown) {
    return REFUSALS.contains(sqlState(thrown).substring(0, 2));
  }

  /** The database's code of what it refused, such as 22001 for a text that is too long. */
  static String sqlState(Throwable thrown) {
    return Causes.root(thrown) instanceof SQLException sql && sql.getSQLState() != null
        ? sql.getSQLState()
        : "UNKNOWN";
  }

  private String fill(String template) {
    String text = template;
    for (Map.Entry<String, String> name : names.entrySet()) {
      text = text.replace("${" + name.getKey() + "}", name.getValue());
    }
    return text;
  }

  private static String md5(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("MD5");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
