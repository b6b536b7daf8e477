package io.serai.ledger;

import static io.serai.ledger.LedgerFixture.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class LedgerSchemaTest {

  private static final Path MIGRATIONS = Path.of("src/main/resources/db/migration");

  /** Roles belong to the server, not to one database: each test's role goes with the test. */
  private static final String ROLE = "plain_" + ProcessHandle.current().pid();

  @RegisterExtension final TestDatabase database = TestDatabase.empty();

  @AfterEach
  void dropRole() {
    if (exists("SELECT 1 FROM pg_roles WHERE rolname = '" + ROLE + "'")) {
      database.jdbc().execute("DROP OWNED BY " + ROLE);
      database.jdbc().execute("DROP ROLE " + ROLE);
    }
  }

  @Test
  void should_make_the_tables_when_the_database_is_fresh() {
    new LedgerSchema(database.dataSource()).migrate();

    assertThat(exists("SELECT 1 FROM serai.schema_history WHERE version = '001'")).isTrue();
    assertThat(database.ledger("a", MINUTE).claim("line", "key", 1)).isPresent();
  }

  @Test
  void should_change_nothing_when_run_again() {
    new LedgerSchema(database.dataSource()).migrate();
    database.ledger("a", MINUTE).claim("line", "key", 1);
    List<?> history = history();

    new LedgerSchema(database.dataSource()).migrate();

    assertThat(history()).isEqualTo(history);
    assertThat(exists("SELECT 1 FROM serai.work_item")).isTrue();
  }

  @Test
  void should_be_made_once_when_many_processes_start_together() {
    List<CompletableFuture<Void>> starts =
        IntStream.range(0, 5)
            .mapToObj(i -> CompletableFuture.runAsync(this::migrateAsOfAnotherProcess))
            .toList();

    starts.forEach(CompletableFuture::join);

    assertThat(database.ledger("a", MINUTE).claim("line", "key", 1)).isPresent();
  }

  private void migrateAsOfAnotherProcess() {
    new LedgerSchema(user(database.user(), database.password())).migrate();
  }

  @Test
  void should_take_the_tables_as_they_are_when_made_by_hand() {
    database.jdbc().execute(LedgerSchema.ddl());

    new LedgerSchema(database.dataSource()).migrate();

    assertThat(exists("SELECT 1 WHERE to_regclass('serai.schema_history') IS NULL")).isTrue();
    assertThat(database.ledger("a", MINUTE).claim("line", "key", 1)).isPresent();
  }

  @Test
  void should_need_no_right_to_create_when_an_administrator_made_the_tables() {
    database.jdbc().execute(LedgerSchema.ddl());
    DataSource plain = plainUser();
    grantUse();

    assertThatCode(() -> new LedgerSchema(plain).migrate()).doesNotThrowAnyException();
  }

  private void grantUse() {
    database.jdbc().execute("GRANT USAGE ON SCHEMA serai TO " + ROLE);
    database
        .jdbc()
        .execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA serai TO " + ROLE);
  }

  @Test
  void should_ask_for_no_right_to_the_tables_of_others_when_they_share_the_schema() {
    database.jdbc().execute(LedgerSchema.ddl());
    DataSource plain = plainUser();
    grantUse();
    database.jdbc().execute("CREATE TABLE serai.of_another (id int)");

    assertThatCode(() -> new LedgerSchema(plain).migrate()).doesNotThrowAnyException();
  }

  @Test
  void should_name_the_way_out_when_the_user_may_not_create() {
    DataSource plain = plainUser();

    assertThatThrownBy(() -> new LedgerSchema(plain).migrate())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("permission denied")
        .hasMessageContaining("`serai ledger ddl`")
        .hasMessageContaining("GRANT CREATE ON DATABASE");
  }

  @Test
  void should_name_the_grants_when_the_user_may_not_use_the_tables() {
    database.jdbc().execute(LedgerSchema.ddl());
    DataSource plain = plainUser();

    assertThatThrownBy(() -> new LedgerSchema(plain).migrate())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("GRANT USAGE ON SCHEMA serai TO " + ROLE + ";")
        .hasMessageContaining("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA serai");

    database.jdbc().execute("GRANT USAGE ON SCHEMA serai TO " + ROLE);
    assertThatThrownBy(() -> new LedgerSchema(plain).migrate())
        .hasMessageContaining("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA serai");
  }

  @Test
  void should_print_the_shipped_migrations_to_be_run_any_time_when_asked_for_ddl()
      throws IOException {
    List<Path> files;
    try (Stream<Path> listing = Files.list(MIGRATIONS)) {
      files = listing.sorted().toList();
    }

    assertThat(LedgerSchema.MIGRATIONS)
        .extracting(LedgerSchema.Migration::file)
        .containsExactlyElementsOf(files.stream().map(f -> f.getFileName().toString()).toList());
    StringBuilder all = new StringBuilder();
    for (Path file : files) {
      all.append(Files.readString(file));
    }
    assertThat(LedgerSchema.ddl().replace(" IF NOT EXISTS", ""))
        .isEqualTo(all.toString().replace(" IF NOT EXISTS", ""));
    assertThat(LedgerSchema.ddl())
        .as("every statement can be run again")
        .doesNotContainPattern("CREATE (?!(SCHEMA|TABLE|INDEX) IF NOT EXISTS)");
  }

  private DataSource plainUser() {
    database.jdbc().execute("CREATE ROLE " + ROLE + " LOGIN PASSWORD 'plain'");
    return user(ROLE, "plain");
  }

  private DataSource user(String name, String password) {
    return new DriverManagerDataSource(database.url(), name, password);
  }

  private List<?> history() {
    return database.jdbc().queryForList("SELECT * FROM serai.schema_history");
  }

  private boolean exists(String query) {
    JdbcTemplate jdbc = database.jdbc();
    return !jdbc.queryForList(query).isEmpty();
  }
}
