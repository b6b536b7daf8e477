package io.serai.ledger;

import static io.serai.ledger.LedgerFixture.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.testing.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Databases that hold the tables of the first version, made by it or by an administrator. */
class LedgerUpgradeTest {

  private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");

  private static final int CHECKSUM_OF_V001 = -1_346_893_254;

  private static final String ROLE = "upgrader_" + ProcessHandle.current().pid();

  @RegisterExtension final TestDatabase database = TestDatabase.empty();

  @AfterEach
  void dropRole() {
    if (exists("SELECT 1 FROM pg_roles WHERE rolname = '" + ROLE + "'")) {
      database.jdbc().execute("DROP OWNED BY " + ROLE);
      database.jdbc().execute("DROP ROLE " + ROLE);
    }
  }

  @Test
  void should_upgrade_by_itself_and_keep_the_items_when_the_first_version_made_the_tables() {
    migrateToFirstVersion();
    database.ledger("a", MINUTE).claim("line", "key", 7);
    List<?> items = database.jdbc().queryForList("SELECT * FROM serai.work_item");

    new LedgerSchema(database.dataSource()).migrate();

    assertThat(database.jdbc().queryForList("SELECT * FROM serai.work_item")).isEqualTo(items);
    assertThat(
            database
                .jdbc()
                .queryForList(
                    "SELECT version FROM serai.schema_history WHERE success AND type = 'SQL'"
                        + " ORDER BY installed_rank",
                    String.class))
        .containsExactly("001", "002", "003");
    assertUsable();
  }

  private void migrateToFirstVersion() {
    Flyway.configure()
        .dataSource(database.dataSource())
        .schemas("serai")
        .table("schema_history")
        .target("001")
        .load()
        .migrate();
    assertThat(exists("SELECT 1 WHERE to_regclass('serai.resume_point') IS NULL")).isTrue();
  }

  /** What the release has in the databases of its users, or their next start fails. */
  @Test
  void should_have_the_checksum_of_the_release_when_the_first_migration_is_run() {
    migrateToFirstVersion();

    assertThat(
            database
                .jdbc()
                .queryForObject(
                    "SELECT checksum FROM serai.schema_history WHERE version = '001'",
                    Integer.class))
        .isEqualTo(CHECKSUM_OF_V001);
  }

  @Test
  void should_name_what_is_missing_when_an_administrator_made_an_older_version() {
    database.jdbc().execute(firstVersion());
    database.ledger("a", MINUTE).claim("line", "key", 7);
    DataSource plain = plainUser();
    grantUse();

    assertThatThrownBy(() -> new LedgerSchema(plain).migrate())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("Missing: serai.resume_point, serai.file_result\n")
        .hasMessageContaining("`serai ledger ddl`")
        .hasMessageContaining("ON ALL TABLES IN SCHEMA serai TO " + ROLE + ";")
        .hasMessageNotContaining("GRANT CREATE");
    assertThatThrownBy(() -> new LedgerSchema(database.dataSource()).migrate())
        .as("not even where it may: the tables are somebody's")
        .hasMessageContaining("by hand");

    database.jdbc().execute(LedgerSchema.ddl());
    grantUse();
    new LedgerSchema(plain).migrate();
    assertThat(exists("SELECT 1 FROM serai.work_item WHERE key = 'key'")).isTrue();
    assertUsable();
  }

  @Test
  void should_make_the_same_tables_when_an_administrator_does_it_in_steps() {
    new LedgerSchema(database.dataSource()).migrate();
    database.jdbc().execute("DROP TABLE serai.schema_history");
    List<?> migrated = shape();
    database.jdbc().execute("DROP SCHEMA serai CASCADE");

    database.jdbc().execute(firstVersion());
    database.jdbc().execute(LedgerSchema.ddl());
    database.jdbc().execute(LedgerSchema.ddl());

    assertThat(shape()).isEqualTo(migrated).isNotEmpty();
  }

  private List<?> shape() {
    return database
        .jdbc()
        .queryForList(
            "SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable"
                + " FROM information_schema.columns WHERE table_schema = 'serai'"
                + " UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'serai'"
                + " ORDER BY 1",
            String.class);
  }

  @Test
  void should_take_the_tables_as_they_are_when_made_by_hand_after_a_migration() {
    migrateToFirstVersion();
    database.jdbc().execute(LedgerSchema.ddl());
    DataSource plain = plainUser();
    grantUse();

    new LedgerSchema(plain).migrate();

    assertUsable();
  }

  @Test
  void should_say_so_when_a_table_is_gone_though_it_was_made() {
    new LedgerSchema(database.dataSource()).migrate();
    database.jdbc().execute("DROP TABLE serai.resume_point");

    assertThatThrownBy(() -> new LedgerSchema(database.dataSource()).migrate())
        .hasMessageContaining("serai.schema_history says that they were made")
        .hasMessageContaining("Missing: serai.resume_point\n");
  }

  @Test
  void should_name_the_right_to_the_schema_when_the_user_may_not_upgrade() {
    migrateToFirstVersion();
    DataSource plain = plainUser();
    grantUse();

    assertThatThrownBy(() -> new LedgerSchema(plain).migrate())
        .hasMessageContaining("permission denied")
        .hasMessageContaining("GRANT CREATE ON SCHEMA serai TO " + ROLE + ";");
  }

  private void assertUsable() {
    ResumePoints points = new ResumePoints(database.jdbc());
    points.write("line", "name", "{}");
    assertThat(points.read("line", "name")).contains("{}");
    assertThat(exists("SELECT 1 WHERE to_regclass('serai.file_result') IS NOT NULL")).isTrue();
  }

  private static String firstVersion() {
    try {
      return Files.readString(MIGRATIONS.resolve("V001__ledger.sql"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private DataSource plainUser() {
    database.jdbc().execute("CREATE ROLE " + ROLE + " LOGIN PASSWORD 'plain'");
    return new DriverManagerDataSource(database.url(), ROLE, "plain");
  }

  private void grantUse() {
    database.jdbc().execute("GRANT USAGE ON SCHEMA serai TO " + ROLE);
    database
        .jdbc()
        .execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA serai TO " + ROLE);
  }

  private boolean exists(String query) {
    return !database.jdbc().queryForList(query).isEmpty();
  }
}
