package io.serai.ledger;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Brings the ledger's tables up to date, or says what an administrator must do. Thread-safe. */
public final class LedgerSchema {

  /** The shipped migrations, oldest first. */
  static final List<String> MIGRATIONS =
      List.of("V001__ledger.sql", "V002__resume_points.sql", "V003__file_result.sql");

  private static final Logger LOG = LoggerFactory.getLogger(LedgerSchema.class);
  private static final String HISTORY = "schema_history";

  /** Asked first because Flyway tries for ten seconds to make the schema. */
  private static final String MAY_NOT_BEGIN =
      """
      SELECT to_regnamespace('serai') IS NULL
         AND NOT has_database_privilege(current_database(), 'CREATE')
      """;

  private static final String MAY_USE_ALL_TABLES =
      """
      SELECT coalesce(bool_and(has_schema_privilege(n.oid, 'USAGE')
                               AND has_table_privilege(c.oid, 'SELECT')
                               AND has_table_privilege(c.oid, 'INSERT')
                               AND has_table_privilege(c.oid, 'UPDATE')
                               AND has_table_privilege(c.oid, 'DELETE')), true)
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'serai' AND c.relkind = 'r' AND c.relname <> 'schema_history'
      """;

  private final DataSource dataSource;
  private final JdbcTemplate jdbc;

  /** A schema in the database of {@code dataSource}. */
  public LedgerSchema(DataSource dataSource) {
    this.dataSource = dataSource;
    this.jdbc = new JdbcTemplate(dataSource);
  }

  /**
   * Runs the migrations that are missing. Tables made by hand from {@link #ddl()} are taken as they
   * are.
   *
   * @throws IllegalStateException when tables are missing and this user may not make them, or when
   *     it may not use them; the message names the statements that mend it
   */
  public void migrate() {
    requireRights();
    if (exists(HISTORY) ? upToDate() : exists("work_item")) {
      return;
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
      LOG.info("Ledger tables are up to date in schema serai");
    } catch (FlywayException e) {
      throw notMade(firstLine(e), e);
    }
  }

  private IllegalStateException notMade(String why, Exception cause) {
    return new IllegalStateException(
        """
        The ledger's tables could not be made: %s
        Let an administrator run what `serai ledger ddl` prints, or GRANT CREATE ON DATABASE %s TO %s;\
        """
            .formatted(why, quoted("current_database()"), quoted("current_user")),
        cause);
  }

  /** The statements that make the ledger, for an administrator. */
  public static String ddl() {
    StringBuilder text = new StringBuilder();
    for (String migration : MIGRATIONS) {
      try (InputStream in = LedgerSchema.class.getResourceAsStream("/db/migration/" + migration)) {
        text.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return text.toString();
  }

  /** Asks the catalog, which also answers a user without any right to the schema. */
  private boolean exists(String table) {
    return is(
        "SELECT EXISTS (SELECT 1 FROM pg_tables WHERE schemaname = 'serai' AND tablename = '%s')"
            .formatted(table));
  }

  private void requireRights() {
    if (is(MAY_USE_ALL_TABLES)) {
      return;
    }
    String user = quoted("current_user");
    throw new IllegalStateException(
        """
        The ledger's tables are there, but DB_USER may not use them. Let their owner run
        GRANT USAGE ON SCHEMA serai TO %s;
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA serai TO %s;\
        """
            .formatted(user, user));
  }

  private boolean is(String query) {
    return Boolean.TRUE.equals(jdbc.queryForObject(query, Boolean.class));
  }

  private String quoted(String name) {
    return jdbc.queryForObject("SELECT quote_ident(" + name + "::text)", String.class);
  }

  private boolean upToDate() {
    try {
      Integer done =
          jdbc.queryForObject(
              "SELECT count(*) FROM serai." + HISTORY + " WHERE success AND type = 'SQL'",
              Integer.class);
      return done != null && done == MIGRATIONS.size();
    } catch (DataAccessException e) {
      LOG.debug("History of migrations cannot be read, leaving it to the migration", e);
      return false;
    }
  }

  private static String firstLine(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
  }
}
