package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.dev.Behaviour;
import io.serai.dev.CozeDouble;
import io.serai.dev.Outcome;
import io.serai.testing.TestDatabase;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One run over rows of every kind, looked at from all sides. */
class EnrichAnswersTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

  private static final int NORMAL = 200;
  private static final int LONGEST_ANSWER = 350_000;

  private static CozeDouble coze;
  private static JobTable table;
  private static Cli.Result run;

  @BeforeAll
  static void runOnce() {
    coze =
        CozeDouble.start(
            Behaviour.quick()
                .withLatency(20, 10)
                .withRecording(true, 5)
                .withPoison(query -> query.equals("job 7"), 4014)
                .withPoison(query -> query.equals("job 8"), 4010));
    table = new JobTable(DATABASE);
    table.fill(NORMAL);
    table
        .jdbc()
        .execute(
            "ALTER TABLE zhilian_job ALTER COLUMN job_description_detail TYPE varchar("
                + LONGEST_ANSWER
                + ")");
    table.insert(1001, "[[answer:nul]]");
    table.insert(1002, "[[answer:surrogate]]");
    table.insert(1003, "[[answer:emoji]]");
    table.insert(1004, "[[answer:megabyte]]");
    table.insert(1005, "[[answer:" + "x".repeat(LONGEST_ANSWER + 1) + "]]");
    table.insert(1006, "[[answer:blank]]");
    table.insert(1007, null);
    table.insert(1008, "");
    table.insert(1009, " \n\t ");
    table.insert(1010, "x'; DROP TABLE zhilian_job; --${body} {{enrich.authorization}}");
    for (int id = 2001; id <= 2010; id++) {
      table.insert(id, "the same text");
    }
    table.insert(3001, "another type");
    table.jdbc().update("UPDATE zhilian_job SET train_type = '4' WHERE id = 3001");
    table.jdbc().update("TRUNCATE written");
    run = new Cli(DATABASE, coze).with("ENRICH_MAX_WORKERS", 8).run("enrich", "run", "--json");
  }

  @AfterAll
  static void stop() {
    coze.close();
  }

  @Test
  void should_write_all_columns_of_every_good_row_once_when_run() {
    long good = NORMAL - 2 + 4 + 1 + 10;
    assertThat(table.enriched()).isEqualTo(good);
    assertThat(table.writes()).isEqualTo(good);
    assertThat(table.writtenTwice()).isZero();
    assertThat(table.items("state = 'DONE'")).isEqualTo(good);
    assertThat(table.answer(1)).startsWith("岗位描述：job 1");
  }

  @Test
  void should_write_in_batches_when_there_are_many_answers() {
    assertThat(table.batches()).isLessThan(NORMAL / 4);
  }

  @Test
  void should_report_counts_and_exit_code_3_when_some_rows_are_dead() throws Exception {
    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.ITEMS_FAILED);
    Map<?, ?> fields =
        new com.fasterxml.jackson.databind.ObjectMapper().readValue(run.out(), Map.class);
    assertThat(fields.get("enriched")).isEqualTo(NORMAL - 2 + 4 + 1 + 10);
    assertThat(fields.get("dead")).isEqualTo(7);
    assertThat(fields.get("waiting")).isEqualTo(0);
    assertThat(run.err()).contains("serai ledger replay").doesNotContain("\tat ");
  }

  @ParameterizedTest
  @CsvSource({"7, 4014", "8, 4010"})
  void should_be_dead_with_cozes_code_at_the_first_attempt_when_a_text_is_refused(
      long id, String code) {
    assertThat(
            table.items(
                "key = 'zhilian_job/%d' AND state = 'DEAD' AND error_class = 'PERMANENT'"
                        .formatted(id)
                    + " AND error_code = '%s' AND attempt = 1 AND error LIKE '%%logid%%'"
                        .formatted(code)))
        .isEqualTo(1);
    assertThat(coze.stats().calls("job " + id)).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({"1001, 前\uFFFD后", "1002, 前\uFFFD后", "1003, 岗位👩‍💻🚀𠮷"})
  void should_keep_the_rest_of_an_odd_answer_when_some_of_it_cannot_be_stored(
      long id, String answer) {
    assertThat(table.answer(id)).isEqualTo(answer);
  }

  @Test
  void should_write_an_answer_of_a_megabyte_when_the_column_takes_it() {
    assertThat(table.answer(1004)).hasSizeGreaterThan(349_000).endsWith("岗位描述");
  }

  @Test
  void should_be_dead_alone_when_an_answer_is_too_long_for_its_column() {
    assertThat(
            table.items(
                "key = 'zhilian_job/1005' AND state = 'DEAD' AND error_class = 'INVALID'"
                    + " AND error_code = 'SQL_22001'"))
        .isEqualTo(1);
    assertThat(table.answer(1005)).isNull();
  }

  @Test
  void should_be_dead_after_all_attempts_when_the_answer_is_always_empty() {
    assertThat(
            table.items(
                "key = 'zhilian_job/1006' AND state = 'DEAD' AND error_class = 'TRANSIENT'"
                    + " AND error_code = 'EMPTY_ANSWER' AND attempt = 4"))
        .isEqualTo(1);
    assertThat(coze.stats().calls("[[answer:blank]]")).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(longs = {1007, 1008, 1009})
  void should_be_dead_without_a_call_when_there_is_nothing_to_ask(long id) {
    assertThat(
            table.items(
                "key = 'zhilian_job/%d' AND state = 'DEAD' AND error_code = 'BAD_TEXT'"
                        .formatted(id)
                    + " AND error LIKE 'processed_info of row "
                    + id
                    + " is %: nothing to ask'"))
        .isEqualTo(1);
  }

  @Test
  void should_ask_any_text_as_it_is_when_it_looks_like_code() {
    String text = "x'; DROP TABLE zhilian_job; --${body} {{enrich.authorization}}";
    assertThat(coze.stats().calls(text)).isEqualTo(1);
    assertThat(table.answer(1010)).startsWith("岗位描述：" + text.substring(0, 50));
  }

  @Test
  void should_ask_once_when_rows_have_the_same_text_at_the_same_time() {
    assertThat(coze.stats().calls("the same text")).isEqualTo(1);
    assertThat(
            table.count("zhilian_job WHERE id BETWEEN 2001 AND 2010 AND process_type IS NOT NULL"))
        .isEqualTo(10);
  }

  @Test
  void should_leave_rows_of_another_type_alone_when_run() {
    assertThat(table.answer(3001)).isNull();
    assertThat(coze.stats().calls("another type")).isZero();
  }

  @Test
  void should_spread_calls_over_the_bots_and_share_no_context_when_run() {
    assertThat(coze.stats().callsPerBot()).containsOnlyKeys("bot-1", "bot-2", "bot-3");
    assertThat(coze.stats().callsPerBot().values()).allMatch(calls -> calls > NORMAL / 5);
    assertThat(coze.stats().distinctUsers()).isEqualTo((int) coze.stats().calls());
    assertThat(coze.stats().distinctConversations()).isEqualTo((int) coze.stats().calls());
    assertThat(coze.stats().lastHeaders()).containsEntry("authorization", "Bearer token");
    assertThat(coze.stats().maxConcurrent()).isBetween(4, 8);
    assertThat(coze.stats().count(Outcome.ABANDONED)).isZero();
  }
}
