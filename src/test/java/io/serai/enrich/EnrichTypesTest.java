package io.serai.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.enrich.EnrichTable.ClaimedRow;
import io.serai.testing.TestDatabase;
import java.time.LocalDateTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataIntegrityViolationException;

/** Tables that are not quite the guide's. */
class EnrichTypesTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

  private static int backups;

  private final Jobs jobs = new Jobs(DATABASE);

  @BeforeEach
  void createTable() {
    jobs.create();
  }

  @ParameterizedTest
  @CsvSource({
    "bigint, -5, 7",
    "integer, 7, 42",
    "smallint, 7, 42",
    "text, a/b:1, 岗位 '1'",
    "varchar(20), a, b",
    "char(5), a, b",
    "numeric(20), 7, 12345678901234567890",
    "uuid, 018f3c1e-7c1b-7000-8000-000000000001, 018f3c1e-7c1b-7000-8000-000000000002"
  })
  void should_claim_and_write_each_row_when_ids_are_of_type(String type, String a, String b) {
    jobs.create(type, "varchar(10)", "timestamp", "varchar(64)");
    insertAs(type, a);
    insertAs(type, b);
    EnrichTable table = jobs.table();

    List<ClaimedRow> rows = jobs.claim(table);
    assertThat(rows).extracting(ClaimedRow::id).containsExactly(a, b);
    assertThat(table.claim(jobs.ledger(), a, 10, Jobs.ANY_BYTES)).isEmpty();
    assertThat(table.text(b)).contains("text " + b);
    jobs.answer(table, rows, "answer", "bot-1");

    assertThat(table.counts()).isEqualTo(new EnrichTable.Counts(2, 2, 0));
    assertThat(jobs.claim(table)).isEmpty();
  }

  private void insertAs(String type, String id) {
    jobs.jdbc()
        .update(
            "INSERT INTO zhilian_job (id, train_type, processed_info)"
                + " VALUES (CAST(? AS %s), '3', ?)".formatted(type),
            id,
            "text " + id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"timestamp", "timestamptz", "timestamp(0)", "text", "varchar(40)", "date"})
  void should_write_the_time_of_the_answer_when_its_column_is_of_type(String type) {
    jobs.create("bigint", "varchar(10)", type, "varchar(64)");
    jobs.insert(1);
    EnrichTable table = jobs.table();
    jobs.answer(table, jobs.claim(table), "answer", "bot-1");
    assertThat(
            jobs.jdbc()
                .queryForObject(
                    "SELECT now() - process_type::timestamptz < interval '1 day'"
                        + " FROM zhilian_job",
                    Boolean.class))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"bigint", "text", "varchar(19)", "numeric"})
  void should_write_the_bot_when_its_column_is_of_type(String type) {
    jobs.create("bigint", "varchar(10)", "timestamp", type);
    jobs.insert(1);
    EnrichTable table = jobs.table("COZE_BOT_IDS", "7379462189365198898");
    jobs.answer(table, jobs.claim(table), "answer", "7379462189365198898");
    assertThat(jobs.jdbc().queryForObject("SELECT bot_id::text FROM zhilian_job", String.class))
        .isEqualTo("7379462189365198898");
  }

  @ParameterizedTest
  @ValueSource(strings = {"integer", "smallint", "char(4)", "text", "varchar(1)"})
  void should_find_rows_when_the_filter_column_is_of_type(String type) {
    jobs.create("bigint", type, "timestamp", "text");
    jobs.jdbc()
        .execute(
            "INSERT INTO zhilian_job (id, train_type, processed_info)"
                + " VALUES (1, '3', 'x'), (2, '4', 'x'), (3, NULL, 'x')");
    EnrichTable table = jobs.table();
    assertThat(jobs.claimIds(table)).containsExactly("1");
    assertThat(table.counts().total()).isEqualTo(1);
    LocalDateTime unique = LocalDateTime.of(2026, 1, 1, 0, 0).plusSeconds(backups++);
    assertThat(table.backup(unique).rows()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"varchar(5)", "char(5)"})
  void should_refuse_and_not_cut_an_answer_when_it_is_too_long_for_its_column(String type) {
    jobs.jdbc().execute("ALTER TABLE zhilian_job ALTER COLUMN job_description_detail TYPE " + type);
    jobs.insert(1);
    EnrichTable table = jobs.table();
    assertThatThrownBy(
            () -> table.write(new String[] {"1"}, new String[] {"123456"}, new String[] {"b"}))
        .isInstanceOf(DataIntegrityViolationException.class)
        .satisfies(e -> assertThat(EnrichTable.sqlState(e)).isEqualTo("22001"));
    table.write(new String[] {"1"}, new String[] {"岗位岗位!"}, new String[] {"b"});
    assertThat(table.counts().processed()).isEqualTo(1);
  }

  @Test
  void should_refuse_and_not_cut_the_bot_when_it_is_too_long_for_its_column() {
    jobs.create("bigint", "text", "timestamp", "varchar(5)");
    jobs.insert(1);
    EnrichTable table = jobs.table();
    assertThatThrownBy(
            () -> table.write(new String[] {"1"}, new String[] {"x"}, new String[] {"bot-123"}))
        .isInstanceOf(DataIntegrityViolationException.class);
  }

  @Test
  void should_not_take_the_filter_value_for_a_shorter_one_when_the_column_is_short() {
    jobs.create("varchar(3)", "varchar(3)", "timestamp", "text");
    jobs.jdbc().execute("INSERT INTO zhilian_job VALUES ('abc', '333', 'x')");
    EnrichTable table = jobs.table("ENRICH_TRAIN_TYPE", "333");
    assertThat(table.text("abcd")).isEmpty();
    assertThat(table.counts().total()).isEqualTo(1);
    assertThatThrownBy(() -> jobs.table("ENRICH_TRAIN_TYPE", "3333"))
        .hasMessageContaining("ENRICH_TRAIN_TYPE=3333: column train_type is of type");
  }

  @Test
  void should_work_with_schema_and_names_in_mixed_case_when_set_so() {
    jobs.jdbc()
        .execute(
            """
            DROP SCHEMA IF EXISTS "Hr$1" CASCADE;
            CREATE SCHEMA "Hr$1";
            CREATE TABLE "Hr$1"."Order" ("Id" bigint PRIMARY KEY, "select" text, "From" text,
              "Where" text, "user" timestamp, "Group" text);
            INSERT INTO "Hr$1"."Order" ("Id", "select", "From") VALUES (1, '3', 'the text');
            """);
    EnrichTable table =
        jobs.table(
            "ENRICH_TABLE_NAME", "Hr$1.Order",
            "ENRICH_ID_COLUMN", "Id",
            "ENRICH_FILTER_COLUMN", "select",
            "ENRICH_INPUT_COLUMN", "From",
            "ENRICH_OUTPUT_COLUMN", "Where",
            "ENRICH_TIME_COLUMN", "user",
            "ENRICH_BOT_COLUMN", "Group");
    EnrichTable.Backup backup = table.backup(LocalDateTime.of(2026, 1, 2, 3, 4, 5));
    List<ClaimedRow> rows = jobs.claim(table);
    assertThat(rows.get(0).text()).isEqualTo("the text");
    assertThat(rows.get(0).claim().key()).isEqualTo("Hr$1.Order/1");
    jobs.answer(table, rows, "answer", "bot");

    assertThat(table.counts()).isEqualTo(new EnrichTable.Counts(1, 1, 0));
    assertThat(table.earlier(List.of("the text"))).containsOnlyKeys("the text");
    assertThat(backup).isEqualTo(new EnrichTable.Backup("Hr$1.Order_backup_20260102_030405", 1));
    assertThat(
            jobs.jdbc()
                .queryForObject(
                    "SELECT \"From\" FROM \"Hr$1\".\"Order_backup_20260102_030405\"", String.class))
        .isEqualTo("the text");
  }

  @Test
  void should_enrich_a_partitioned_table_when_its_key_is_the_id() {
    jobs.jdbc()
        .execute(
            """
            DROP TABLE zhilian_job;
            CREATE TABLE zhilian_job (id bigint PRIMARY KEY, train_type text, processed_info text,
              job_description_detail text, process_type timestamp, bot_id text)
              PARTITION BY RANGE (id);
            CREATE TABLE zhilian_job_1 PARTITION OF zhilian_job FOR VALUES FROM (0) TO (2);
            CREATE TABLE zhilian_job_2 PARTITION OF zhilian_job FOR VALUES FROM (2) TO (9);
            """);
    jobs.insert(1, 2, 3);
    EnrichTable table = jobs.table();
    jobs.answer(table, jobs.claim(table), "answer", "bot");
    assertThat(table.counts().processed()).isEqualTo(3);
  }
}
