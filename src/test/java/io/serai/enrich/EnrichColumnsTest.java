package io.serai.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.config.SettingsException;
import io.serai.config.SqlFiles;
import io.serai.testing.TestDatabase;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What is said when the table is not as the settings say. */
class EnrichColumnsTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

  private Jobs jobs;

  @BeforeEach
  void createTable() {
    jobs = new Jobs(DATABASE);
    jobs.create();
  }

  @AfterEach
  void dropGuest() {
    jobs.jdbc()
        .execute(
            """
            DO $$ BEGIN
              IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'etests_guest') THEN
                DROP OWNED BY etests_guest; DROP ROLE etests_guest;
              END IF;
            END $$
            """);
  }

  @Test
  void should_name_the_table_and_where_it_looked_when_there_is_none() {
    assertFault("ENRICH_TABLE_NAME", "no_job")
        .hasMessageContaining("ENRICH_TABLE_NAME=no_job: there is no such table in database test_")
        .hasMessageContaining("search path");
    assertFault("ENRICH_TABLE_NAME", "no_schema.zhilian_job").hasMessageContaining("no such table");
    assertFault("ENRICH_TABLE_NAME", "Zhilian_Job").hasMessageContaining("no such table");
  }

  @Test
  void should_name_all_columns_that_are_missing_and_those_that_are_there_when_some_are_missing() {
    jobs.jdbc().execute("ALTER TABLE zhilian_job DROP COLUMN process_type, DROP COLUMN bot_id");
    assertFault("ENRICH_INPUT_COLUMN", "info")
        .hasMessageContaining("ENRICH_INPUT_COLUMN=info: table zhilian_job has no such column")
        .hasMessageContaining("ENRICH_TIME_COLUMN=process_type")
        .hasMessageContaining("ENRICH_BOT_COLUMN=bot_id")
        .hasMessageContaining("it has id, train_type, processed_info, job_description_detail");
  }

  @Test
  void should_insist_on_a_key_when_the_id_is_not_unique() {
    String fault = "ENRICH_ID_COLUMN=id: table zhilian_job has no primary key or unique index";
    jobs.jdbc().execute("ALTER TABLE zhilian_job DROP CONSTRAINT zhilian_job_pkey");
    assertFault().hasMessageContaining(fault);
    jobs.jdbc().execute("CREATE UNIQUE INDEX two ON zhilian_job (id, train_type)");
    assertFault().hasMessageContaining(fault);
    jobs.jdbc().execute("CREATE UNIQUE INDEX partial_one ON zhilian_job (id) WHERE id > 5");
    assertFault().hasMessageContaining(fault);
    jobs.jdbc().execute("CREATE UNIQUE INDEX of_expression ON zhilian_job ((id + 1))");
    assertFault().hasMessageContaining(fault);
    jobs.jdbc().execute("CREATE UNIQUE INDEX good ON zhilian_job (id) INCLUDE (train_type)");
    assertThat(jobs.table().counts().total()).isZero();
  }

  @Test
  void should_say_which_right_is_missing_when_the_user_lacks_it() {
    jobs.jdbc()
        .execute(
            """
            CREATE ROLE etests_guest LOGIN PASSWORD 'p';
            DROP TABLE IF EXISTS public.job;
            CREATE TABLE public.job (LIKE zhilian_job INCLUDING ALL);
            """);
    assertThatThrownBy(() -> tableOfGuest("public.job"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("DB_USER may not SELECT table public.job: GRANT it")
        .hasMessageContaining("DB_USER may not UPDATE table public.job: GRANT it");
    jobs.jdbc().execute("GRANT SELECT ON public.job TO etests_guest");
    assertThatThrownBy(() -> tableOfGuest("public.job"))
        .hasMessageContaining("UPDATE")
        .hasMessageNotContaining("may not SELECT");
    jobs.jdbc().execute("GRANT UPDATE ON public.job TO etests_guest");
    assertThat(tableOfGuest("public.job").counts().total()).isZero();
  }

  @Test
  void should_say_which_schema_is_closed_when_the_user_may_not_use_it() {
    jobs.jdbc()
        .execute(
            """
            CREATE ROLE etests_guest LOGIN PASSWORD 'p';
            CREATE SCHEMA IF NOT EXISTS closed;
            CREATE TABLE IF NOT EXISTS closed.job (id bigint PRIMARY KEY);
            """);
    assertThatThrownBy(() -> tableOfGuest("closed.job"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll("ENRICH_TABLE_NAME=closed.job", "schema closed");
  }

  @Test
  void should_refuse_a_filter_value_when_the_column_cannot_hold_it() {
    jobs.create("bigint", "integer", "timestamp", "text");
    assertFault("ENRICH_TRAIN_TYPE", "three")
        .hasMessageContainingAll("ENRICH_TRAIN_TYPE=three", "train_type", "integer");
  }

  @Test
  void should_refuse_bots_when_the_column_cannot_hold_them() {
    jobs.create("bigint", "text", "timestamp", "bigint");
    assertFault("COZE_BOT_IDS", "12,bot-1,bot-2")
        .hasMessageContainingAll("COZE_BOT_IDS", "bot-1", "bot_id", "bigint")
        .hasMessageNotContaining("12 ");
    jobs.create("bigint", "text", "timestamp", "varchar(4)");
    assertFault("COZE_BOT_IDS", "12,bot-1")
        .hasMessageContainingAll("bot-1", "character varying(4)");
  }

  @Test
  void should_recommend_an_index_only_when_the_table_is_large_and_lacks_it() {
    EnrichTable table = jobs.table();
    assertThat(table.missingIndex()).isEmpty();
    jobs.jdbc()
        .execute(
            "INSERT INTO zhilian_job (id, train_type) SELECT n, '3' FROM generate_series(1, 60000) n;"
                + " ANALYZE zhilian_job");
    String sql = table.missingIndex().orElseThrow();
    assertThat(sql)
        .isEqualTo(
            "CREATE INDEX CONCURRENTLY zhilian_job_unanswered ON \"zhilian_job\" (\"train_type\","
                + " \"id\") WHERE \"job_description_detail\" IS NULL AND \"process_type\" IS NULL;");
    jobs.jdbc().execute(sql.replace("CONCURRENTLY ", ""));
    assertThat(table.missingIndex()).isEmpty();
  }

  private AbstractThrowableAssert<?, ? extends Throwable> assertFault(String... settings) {
    return assertThatThrownBy(() -> jobs.table(settings)).isInstanceOf(SettingsException.class);
  }

  private EnrichTable tableOfGuest(String name) {
    return new EnrichTable(
        new NamedParameterJdbcTemplate(
            new DriverManagerDataSource(DATABASE.url(), "etests_guest", "p")),
        new SqlFiles(Optional.empty()),
        EnrichSettings.of(DATABASE.settings(Map.of("ENRICH_TABLE_NAME", name))));
  }
}
