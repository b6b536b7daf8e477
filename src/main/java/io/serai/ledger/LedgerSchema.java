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
  static final List<String> MIGRATIONS = List.of("V001__ledger.sql");

  private static final Logger LOG = LoggerFactory.getLogger(LedgerSchema.class);
  private static final String HISTORY = "schema_history";

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
   * @throws IllegalStateException when tables are missing and this user may not make them
   */
  public void migrate() {
    boolean history = exists("serai." + HISTORY);
    if (history ? upToDate() : exists("serai.work_item")) {
      return;
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
      throw new IllegalStateException(
          "The ledger's tables could not be made: "
              + firstLine(e)
              + "\n"
              + "Let an administrator run what `serai ledger ddl` prints, or grant CREATE on the"
              + " database.",
          e);
    }
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

  private boolean exists(String table) {
    return jdbc.queryForObject("SELECT to_regclass(?)::text", String.class, table) != null;
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
