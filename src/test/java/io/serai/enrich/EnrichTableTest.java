package io.serai.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.config.SettingsException;
import io.serai.enrich.EnrichTable.EarlierAnswer;
import io.serai.testing.TestDatabase;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EnrichTableTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

  private Jobs jobs;
  private EnrichTable table;

  @BeforeEach
  void createTable() {
    jobs = new Jobs(DATABASE);
    jobs.create();
    table = jobs.table();
  }

  @Test
  void should_write_all_rows_of_a_batch_when_told_to() {
    jobs.insert(1, 2, 3);
    table.write(
        new String[] {"3", "1"},
        new String[] {"c '\"\\ {},NULL", "岗位🚀\n"},
        new String[] {"x", "y"});
    assertThat(
            jobs.jdbc()
                .queryForList(
                    "SELECT job_description_detail || bot_id FROM zhilian_job"
                        + " WHERE process_type IS NOT NULL ORDER BY id",
                    String.class))
        .containsExactly("岗位🚀\ny", "c '\"\\ {},NULLx");
  }

  @Test
  void should_write_nothing_when_the_batch_is_empty() {
    jobs.insert(1);
    table.write(new String[0], new String[0], new String[0]);
    assertThat(table.counts().processed()).isZero();
  }

  @Test
  void should_leave_a_row_as_it_is_when_somebody_has_filled_it() {
    jobs.insert(1, 2);
    jobs.jdbc().update("UPDATE zhilian_job SET job_description_detail = 'by hand' WHERE id = 1");
    jobs.jdbc().update("UPDATE zhilian_job SET process_type = '2020-01-01' WHERE id = 2");
    table.write(new String[] {"1", "2"}, new String[] {"a", "b"}, new String[] {"x", "x"});
    assertThat(
            jobs.jdbc()
                .queryForObject(
                    "SELECT count(*) FROM zhilian_job WHERE bot_id IS NOT NULL", Long.class))
        .isZero();
  }

  @Test
  void should_count_rows_of_the_type_when_some_are_answered() {
    jobs.insert(1, 2, 3, 4);
    jobs.jdbc().update("UPDATE zhilian_job SET train_type = '9' WHERE id = 4");
    jobs.answer(table, jobs.claim(table).subList(0, 1), "answer", "bot");
    jobs.jdbc().update("UPDATE zhilian_job SET process_type = now() WHERE id = 2");
    assertThat(table.counts()).isEqualTo(new EnrichTable.Counts(3, 1, 1));
  }

  @Test
  void should_count_nothing_when_the_table_is_empty() {
    assertThat(table.counts()).isEqualTo(new EnrichTable.Counts(0, 0, 0));
  }

  @Test
  void should_find_earlier_answers_by_text_when_there_are_some() {
    jobs.insert(1, 2, 3);
    jobs.jdbc().update("UPDATE zhilian_job SET processed_info = 'same 岗位'");
    jobs.answer(table, jobs.claim(table).subList(0, 1), "answer", "bot-7");
    Map<String, EarlierAnswer> found = table.earlier(List.of("same 岗位", "another", ""));
    assertThat(found).containsOnly(Map.entry("same 岗位", new EarlierAnswer("answer", "bot-7")));
    assertThat(table.earlier(List.of("another"))).isEmpty();
  }

  @Test
  void should_read_the_text_of_a_row_when_asked_for_it() {
    jobs.insert(1, 2);
    jobs.jdbc().update("UPDATE zhilian_job SET processed_info = NULL WHERE id = 2");
    assertThat(table.text("1")).contains("text 1");
    assertThat(table.text("2")).contains("");
    assertThat(table.text("3")).isEqualTo(Optional.empty());
    assertThatThrownBy(() -> table.text("one; DROP TABLE zhilian_job"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("one; DROP TABLE zhilian_job is no value for \"id\" (bigint)");
  }

  @Test
  void should_copy_only_rows_that_a_run_would_change_when_backed_up() {
    jobs.insert(1, 2, 3);
    jobs.answer(table, jobs.claim(table).subList(0, 1), "answer", "bot");
    jobs.jdbc().update("UPDATE zhilian_job SET train_type = '4' WHERE id = 2");
    EnrichTable.Backup backup = table.backup(LocalDateTime.of(2026, 11, 22, 13, 5, 9));
    assertThat(backup).isEqualTo(new EnrichTable.Backup("zhilian_job_backup_20261122_130509", 1));
    assertThat(
            jobs.jdbc()
                .queryForObject(
                    "SELECT id::text FROM zhilian_job_backup_20261122_130509", String.class))
        .isEqualTo("3");
  }

  @Test
  void should_take_the_filter_as_a_value_when_backed_up() {
    jobs.jdbc().update("INSERT INTO zhilian_job (id, train_type) VALUES (1, ?)", "'; ? \\ :x");
    EnrichTable odd = jobs.table("ENRICH_TRAIN_TYPE", "'; ? \\ :x");
    assertThat(odd.backup(LocalDateTime.of(2026, 11, 22, 14, 0)).rows()).isEqualTo(1);
    assertThat(odd.counts().total()).isEqualTo(1);
  }
}
