package io.serai.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/** Brings the ledger's tables up to date, or says what an administrator must do. Thread-safe. */
public final class LedgerSchema {

  /**
   * The shipped migrations, oldest first. Those that are released never change: Flyway compares.
   */
  static final List<Migration> MIGRATIONS =
      List.of(
          new Migration("V001__ledger.sql", "work_item"),
          new Migration("V002__resume_points.sql", "resume_point"),
          new Migration("V003__file_result.sql", "file_result"));

  /** A migration, and the table by which one sees that it has been run. */
  record Migration(String file, String table) {}

  private static final Logger LOG = LoggerFactory.getLogger(LedgerSchema.class);
  private static final String HISTORY = "schema_history";

  /** Asked first because Flyway tries for ten seconds to make the schema. */
  private static final String MAY_NOT_BEGIN =
      """
      SELECT to_regnamespace('serai') IS NULL
         AND NOT has_database_privilege(current_database(), 'CREATE')
      """;

  private static final String TABLES =
      """
      SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'serai' AND c.relkind IN ('r', 'p') AND c.relname = ANY (?)
      """;

  private static final String USABLE_TABLES =
      TABLES
          + """
            AND has_schema_privilege(n.oid, 'USAGE')
            AND has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'INSERT')
            AND has_table_privilege(c.oid, 'UPDATE') AND has_table_privilege(c.oid, 'DELETE')
          """;

  private static final Pattern CREATION =
      Pattern.compile("(?m)^CREATE (TABLE|INDEX|UNIQUE INDEX) (?!IF NOT EXISTS)");

  private final DataSource dataSource;
  private final JdbcTemplate jdbc;

  /** A schema in the database of {@code dataSource}. */
  public LedgerSchema(DataSource dataSource) {
    this.dataSource = dataSource;
    this.jdbc = new JdbcTemplate(dataSource);
  }

  /**
   * Runs the migrations that are missing. Tables made by hand from {@link #ddl()} are taken as they
   * are; when a newer version needs more of them, the same hand has to make them.
   *
   * @throws IllegalStateException when tables are missing and this user may not make them or
   *     somebody makes them by hand, or when it may not use them; the message names the statements
   *     that mend it
   */
  public void migrate() {
    List<String> missing = allBut(TABLES);
    if (!missing.isEmpty()) {
      make(missing);
    }
    if (!allBut(USABLE_TABLES).isEmpty()) {
      throw new IllegalStateException(
          "The ledger's tables are there, but DB_USER may not use them. Let their owner run\n"
              + grants());
    }
  }

  private void make(List<String> missing) {
    if (isMadeByHand(missing)) {
      throw new IllegalStateException(byHand("somebody made the others by hand", missing));
    }
    if (is(MAY_NOT_BEGIN)) {
      throw notMade("permission denied for the database", null);
    }
    try {
      Flyway.configure()
          .dataSource(dataSource)
          .locations("classpath:db/migration")
          .schemas("serai")
          .table(HISTORY)
          .load()
          .migrate();
    } catch (FlywayException e) {
      throw notMade(firstLine(e), e);
    }
    if (!allBut(TABLES).isEmpty()) {
      throw notMade("serai." + HISTORY + " says that they were made", null);
    }
    LOG.info("Ledger tables are up to date in schema serai");
  }

  private boolean isMadeByHand(List<String> missing) {
    return !has(HISTORY) && missing.size() < MIGRATIONS.size();
  }

  private String byHand(String why, List<String> missing) {
    return """
    The ledger's tables could not be made: %s. Missing: %s
    Let an administrator run what `serai ledger ddl` prints, which leaves alone what is there, and
    %s\
    """
        .formatted(why, String.join(", ", missing), grants());
  }

  private IllegalStateException notMade(String why, Exception cause) {
    String place =
        is("SELECT to_regnamespace('serai') IS NULL")
            ? "DATABASE " + quoted("current_database()")
            : "SCHEMA serai";
    return new IllegalStateException(
        byHand(why, allBut(TABLES))
            + "\nOr let Serai make them: GRANT CREATE ON %s TO %s;"
                .formatted(place, quoted("current_user")),
        cause);
  }

  private String grants() {
    String user = quoted("current_user");
    return """
    GRANT USAGE ON SCHEMA serai TO %s;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA serai TO %s;\
    """
        .formatted(user, user);
  }

  /**
   * The statements that make the ledger, for an administrator. They leave alone what is there, and
   * so bring tables of any earlier version up to date, too.
   */
  public static String ddl() {
    StringBuilder text = new StringBuilder();
    for (Migration migration : MIGRATIONS) {
      text.append(read(migration.file()));
    }
    return CREATION.matcher(text).replaceAll("CREATE $1 IF NOT EXISTS ");
  }

  private static String read(String migration) {
    try (InputStream in = LedgerSchema.class.getResourceAsStream("/db/migration/" + migration)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Asks the catalog, which also answers a user without any right to the schema. */
  private boolean has(String table) {
    return !tables(TABLES, List.of(table)).isEmpty();
  }

  /** Those of the ledger's tables that a query does not find. */
  private List<String> allBut(String query) {
    List<String> names = new ArrayList<>(MIGRATIONS.stream().map(Migration::table).toList());
    names.removeAll(tables(query, names));
    return names.stream().map("serai."::concat).toList();
  }

  private List<String> tables(String query, List<String> names) {
    return jdbc.queryForList(query, String.class, (Object) names.toArray(String[]::new));
  }

  private boolean is(String query) {
    return Boolean.TRUE.equals(jdbc.queryForObject(query, Boolean.class));
  }

  private String quoted(String name) {
    return jdbc.queryForObject("SELECT quote_ident(" + name + "::text)", String.class);
  }

  private static String firstLine(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
  }
}
