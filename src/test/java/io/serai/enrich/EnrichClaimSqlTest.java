package io.serai.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.enrich.EnrichTable.ClaimedRow;
import io.serai.ledger.ErrorClass;
import io.serai.ledger.Failure;
import io.serai.testing.TestDatabase;
import java.sql.Connection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Which rows a claim takes. */
class EnrichClaimSqlTest {

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
  void should_take_exactly_the_rows_of_the_guides_query_when_all_kinds_are_there() {
    jobs.jdbc()
        .execute(
            """
            INSERT INTO zhilian_job
            SELECT row_number() OVER (), filter, text, answer, done, bot
            FROM unnest(ARRAY['3', '4', '33', '', NULL]) filter,
                 unnest(ARRAY['text', '', NULL]) text,
                 unnest(ARRAY['answer', '', NULL]) answer,
                 unnest(ARRAY[timestamp '2020-01-01', NULL]) done,
                 unnest(ARRAY['bot', NULL]) bot
            """);
    List<String> guide =
        jobs.jdbc()
            .queryForList(
                """
                SELECT id::text FROM zhilian_job WHERE train_type = '3'
                AND job_description_detail IS NULL AND process_type IS NULL
                """,
                String.class);

    assertThat(jobs.claimIds(table)).hasSize(6).hasSameElementsAs(guide);
  }

  @Test
  void should_hand_out_id_text_and_claim_when_a_row_is_new() {
    jobs.insert(7);
    ClaimedRow row = jobs.claim(table).get(0);
    assertThat(row.id()).isEqualTo("7");
    assertThat(row.text()).isEqualTo("text 7");
    assertThat(row.fresh()).isTrue();
    assertThat(row.wanted()).isTrue();
    assertThat(row.claim().key()).isEqualTo("zhilian_job/7");
    assertThat(row.claim().attempt()).isZero();
    assertThat(table.id(row.claim())).isEqualTo("7");
  }

  @Test
  void should_hand_out_null_and_empty_text_as_they_are_when_rows_have_them() {
    jobs.insert(1, 2);
    jobs.jdbc().update("UPDATE zhilian_job SET processed_info = NULL WHERE id = 1");
    jobs.jdbc().update("UPDATE zhilian_job SET processed_info = '' WHERE id = 2");
    assertThat(jobs.claim(table)).extracting(ClaimedRow::text).containsExactly(null, "");
  }

  @Test
  void should_take_a_row_once_when_claimed_again() {
    jobs.insert(1, 2, 3);
    assertThat(jobs.claim(table)).hasSize(3);
    assertThat(jobs.claim(table)).isEmpty();
  }

  @Test
  void should_go_on_behind_the_cursor_when_it_is_given() {
    jobs.insert(1, 2, 9, 10, 11);
    List<ClaimedRow> first = table.claim(jobs.ledger(), null, 2, Jobs.ANY_BYTES);
    assertThat(first).extracting(ClaimedRow::id).containsExactly("1", "2");
    assertThat(table.claim(jobs.ledger(), "9", 2, Jobs.ANY_BYTES))
        .extracting(ClaimedRow::id)
        .containsExactly("10", "11");
    assertThat(jobs.claimIds(table)).containsExactly("9");
  }

  @Test
  void should_stop_before_the_texts_are_too_long_when_a_budget_is_given() {
    insertTexts(10, 1_000);
    assertThat(table.claim(jobs.ledger(), null, 100, 3_500)).hasSize(4);
    assertThat(table.claim(jobs.ledger(), null, 100, 1_000)).hasSize(1);
    assertThat(table.claim(jobs.ledger(), null, 100, 1)).hasSize(1);
    assertThat(table.claim(jobs.ledger(), null, 100, 1_000_000)).hasSize(4);
  }

  @Test
  void should_keep_to_the_budget_when_rows_are_claimed_again() {
    insertTexts(10, 1_000);
    jobs.ledger().release("enrich", Jobs.claims(jobs.claim(table)));
    assertThat(table.claim(jobs.ledger(), null, 100, 3_500)).hasSize(4);
    assertThat(table.claim(jobs.ledger(), null, 100, 1)).hasSize(1);
    assertThat(table.claim(jobs.ledger(), null, 100, 1_000_000)).hasSize(5);
  }

  private void insertTexts(int rows, int bytes) {
    jobs.insert(IntStream.range(0, rows).boxed().toArray());
    jobs.jdbc().update("UPDATE zhilian_job SET processed_info = repeat('岗x', ?)", bytes / 4);
  }

  @Test
  void should_ask_again_when_a_row_that_is_done_is_pending_again() {
    jobs.insert(1);
    jobs.answer(table, jobs.claim(table), "answer", "bot");
    assertThat(jobs.claim(table)).isEmpty();
    jobs.jdbc().update("UPDATE zhilian_job SET job_description_detail = NULL");
    assertThat(jobs.claim(table)).as("its time is still set").isEmpty();
    jobs.jdbc().update("UPDATE zhilian_job SET process_type = NULL");
    ClaimedRow again = jobs.claim(table).get(0);
    assertThat(again.wanted()).isTrue();
    assertThat(again.claim().attempt()).isZero();
    assertThat(again.claim().fence()).isGreaterThan(1);
  }

  @Test
  void should_leave_a_dead_row_alone_when_it_is_pending() {
    jobs.insert(1, 2);
    jobs.ledger().fail("enrich", Jobs.claims(jobs.claim(table).subList(0, 1)), dead());
    assertThat(jobs.claim(table)).isEmpty();
    assertThat(jobs.ledger().dead("enrich", table.key(""))).isEqualTo(1);
  }

  @Test
  void should_take_retries_before_new_rows_when_both_are_due() {
    jobs.insert(1);
    List<ClaimedRow> first = jobs.claim(table);
    jobs.ledger().fail("enrich", Jobs.claims(first), broken());
    jobs.insert(0, 2);
    List<ClaimedRow> next = jobs.claim(table);
    assertThat(next).extracting(ClaimedRow::id).containsExactly("1", "0", "2");
    assertThat(next).extracting(ClaimedRow::fresh).containsExactly(false, true, true);
    assertThat(next.get(0).claim().attempt()).isEqualTo(1);
    assertThat(next.get(0).text()).isEqualTo("text 1");
  }

  @Test
  void should_say_that_it_is_not_wanted_when_a_row_was_filled_or_deleted_meanwhile() {
    jobs.insert(1, 2);
    jobs.ledger().fail("enrich", Jobs.claims(jobs.claim(table)), broken());
    jobs.jdbc().update("UPDATE zhilian_job SET job_description_detail = 'by hand' WHERE id = 1");
    jobs.jdbc().update("DELETE FROM zhilian_job WHERE id = 2");
    List<ClaimedRow> rows = jobs.claim(table);
    assertThat(rows).hasSize(2).noneMatch(ClaimedRow::wanted);
  }

  @Test
  void should_skip_rows_when_another_transaction_has_locked_them() throws Exception {
    jobs.insert(1, 2, 3);
    try (Connection other = DATABASE.dataSource().getConnection()) {
      other.setAutoCommit(false);
      other.createStatement().execute("SELECT 1 FROM zhilian_job WHERE id = 2 FOR UPDATE");
      assertThat(jobs.claimIds(table)).containsExactly("1", "3");
      other.rollback();
    }
    assertThat(jobs.claimIds(table)).containsExactly("2");
  }

  @Test
  void should_share_no_keys_when_two_tables_have_the_same_ids() {
    jobs.insert(1, 2);
    jobs.jdbc()
        .execute(
            "CREATE TABLE IF NOT EXISTS other_job (LIKE zhilian_job INCLUDING ALL);"
                + "TRUNCATE other_job; INSERT INTO other_job SELECT * FROM zhilian_job");
    EnrichTable other = jobs.table("ENRICH_TABLE_NAME", "other_job");
    List<ClaimedRow> mine = jobs.claim(table);
    List<ClaimedRow> others = jobs.claim(other);
    jobs.ledger().release("enrich", Jobs.claims(others));
    assertThat(jobs.claim(table)).as("the other table's keys").isEmpty();
    jobs.answer(table, mine, "answer", "bot");
    assertThat(jobs.claimIds(other)).containsExactly("1", "2");
    assertThat(other.counts().processed()).isZero();
  }

  @Test
  void should_give_each_row_to_one_when_two_processes_claim_at_once() {
    jobs.insert(IntStream.range(0, 400).boxed().toArray());
    Set<String> ids = new HashSet<>();
    List<List<ClaimedRow>> both =
        IntStream.range(0, 8)
            .parallel()
            .mapToObj(i -> table.claim(jobs.ledger(), null, 50, Jobs.ANY_BYTES))
            .toList();
    both.forEach(rows -> rows.forEach(row -> assertThat(ids.add(row.id())).isTrue()));
    ids.addAll(jobs.claimIds(table));
    ids.addAll(jobs.claimIds(table));
    ids.addAll(jobs.claimIds(table));
    ids.addAll(jobs.claimIds(table));
    assertThat(ids).hasSize(400);
  }

  @Test
  void should_use_the_other_filter_when_it_is_set() {
    jobs.insert(1);
    jobs.jdbc().update("INSERT INTO zhilian_job (id, train_type) VALUES (2, 'it''s; --')");
    assertThat(jobs.claimIds(jobs.table("ENRICH_TRAIN_TYPE", "it's; --"))).containsExactly("2");
  }

  private static Failure dead() {
    return Failure.of(ErrorClass.PERMANENT, "4014", "no");
  }

  private static Failure broken() {
    return Failure.of(ErrorClass.TRANSIENT, "5000", "later");
  }
}
