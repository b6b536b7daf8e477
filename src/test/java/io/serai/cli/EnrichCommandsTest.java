package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.Serai;
import io.serai.dev.Behaviour;
import io.serai.dev.CozeDouble;
import io.serai.dev.V3Rules;
import io.serai.testing.ChildJvm;
import io.serai.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(240)
class EnrichCommandsTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

  private static CozeDouble coze;

  private final JobTable table = new JobTable(DATABASE);
  private Cli cli;

  @BeforeAll
  static void startDouble() {
    coze = CozeDouble.start(Behaviour.quick());
  }

  @AfterAll
  static void stopDouble() {
    coze.close();
  }

  @BeforeEach
  void begin() {
    coze.behave(Behaviour.quick().withRecording(true, 1));
    coze.resetStats();
    table.fill(50);
    cli = new Cli(DATABASE, coze).with("ENRICH_MAX_WORKERS", 8);
  }

  @Test
  void should_stop_at_the_limit_when_there_are_more_rows() {
    Cli.Result run = cli.run("enrich", "run", "--limit", "20");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).containsPattern("enriched +20\\R").containsPattern("waiting +30\\R");
    assertThat(table.enriched()).isEqualTo(20);
    assertThat(coze.stats().calls()).isEqualTo(20);
    assertThat(table.items("state = 'CLAIMED'")).isZero();
  }

  @Test
  void should_stop_at_the_limit_when_retries_and_new_rows_are_due() {
    table
        .jdbc()
        .update(
            "INSERT INTO serai.work_item (line, key, state)"
                + " SELECT 'enrich', 'zhilian_job/' || id, 'RETRY' FROM zhilian_job WHERE id <= 15");
    Cli.Result run = cli.run("enrich", "run", "--limit", "20");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(table.enriched()).isEqualTo(20);
    assertThat(coze.stats().calls()).isEqualTo(20);
    assertThat(table.count("zhilian_job WHERE id <= 15 AND bot_id IS NOT NULL")).isEqualTo(15);
  }

  @Test
  void should_answer_from_earlier_rows_when_told_to_reuse_answers() {
    cli.run("enrich", "run");
    table.insert(101, "job 1");
    table.insert(102, "a new text");
    coze.resetStats();

    Cli.Result run = cli.with("ENRICH_REUSE_ANSWERS", true).run("enrich", "run");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(table.enriched()).isEqualTo(52);
    assertThat(table.answer(101)).isEqualTo(table.answer(1));
    assertThat(coze.stats().calls("job 1")).isZero();
    assertThat(coze.stats().calls("a new text")).isEqualTo(1);
  }

  @Test
  void should_enrich_through_v3_when_chosen() {
    coze.behave(
        Behaviour.quick()
            .withRecording(true, 1)
            .withV3(new V3Rules(0.02, 0.02, 60_000))
            .withPoison(query -> query.equals("job 7"), 4014));
    Cli.Result run =
        cli.with("COZE_API_VERSION", "v3")
            .with("COZE_API_URL", coze.url() + "/v3/chat")
            .with("ENRICH_MAX_WORKERS", 50)
            .with("ENRICH_MAX_RETRIES", 8)
            .run("enrich", "run");
    assertThat(run.code()).as(run.out() + run.err()).isEqualTo(ExitCode.ITEMS_FAILED);
    assertThat(table.enriched()).isEqualTo(49);
    assertThat(table.items("key = 'zhilian_job/7' AND state = 'DEAD' AND error_code = '4014'"))
        .isEqualTo(1);
    assertThat(coze.stats().polls()).isGreaterThan(50);
  }

  @Test
  void should_print_an_answer_and_write_nothing_when_trying_a_text() {
    Cli.Result run = cli.run("enrich", "try", "数据分析师 \"北京\"");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("岗位描述：数据分析师 \"北京\"");
    assertThat(table.writes()).isZero();
    assertThat(table.items("true")).isZero();
  }

  @Test
  void should_ask_the_text_of_the_row_when_trying_an_id() {
    assertThat(cli.run("enrich", "try", "--id", "17").out()).startsWith("岗位描述：job 17");
    assertThat(coze.stats().calls("job 17")).isEqualTo(1);
    assertThat(table.writes()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "4711, There is no row 4711 in zhilian_job",
    "x, 'x is no value for \"id\" (bigint)'"
  })
  void should_say_so_when_trying_an_id_that_is_not_there(String id, String message) {
    Cli.Result run = cli.run("enrich", "try", "--id", id);
    assertThat(run.code()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(run.err()).contains(message).doesNotContain("\tat ");
    assertThat(coze.stats().calls()).isZero();
  }

  @Test
  void should_say_what_coze_said_when_a_try_fails() {
    coze.behave(Behaviour.quick().withToken("another"));
    Cli.Result run = cli.run("enrich", "try", "text");
    assertThat(run.code()).isEqualTo(ExitCode.ITEMS_FAILED);
    assertThat(run.err()).contains("No answer: Coze answered code 4101").doesNotContain("\tat ");
  }

  @Test
  void should_print_the_numbers_of_the_guide_as_json_when_asked_for_stats() throws Exception {
    coze.behave(Behaviour.quick().withPoison(query -> query.equals("job 3"), 4014));
    cli.run("enrich", "run", "--limit", "20");
    JsonNode stats = new ObjectMapper().readTree(cli.run("enrich", "stats", "--json").out());
    assertThat(stats.path("total_count").asInt()).isEqualTo(50);
    assertThat(stats.path("processed_count").asInt()).isEqualTo(19);
    assertThat(stats.path("failed_count").asInt()).isEqualTo(1);
    assertThat(stats.path("pending_count").asInt()).isEqualTo(30);
    assertThat(stats.path("success_rate").asDouble()).isEqualTo(95.0);
    assertThat(stats.path("rows_per_second").asDouble()).isPositive();
    assertThat(stats.path("eta_seconds").isIntegralNumber()).isTrue();
  }

  @Test
  void should_copy_what_a_run_would_change_when_backing_up() {
    cli.run("enrich", "run", "--limit", "20");
    Cli.Result run = cli.run("enrich", "backup");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .matches("30 rows are kept in table zhilian_job_backup_\\d{8}_\\d{6}\\.\\R");
    String name = run.out().replaceAll("(?s).* (zhilian_job_backup_\\w+)\\..*", "$1");
    assertThat(table.count(name)).isEqualTo(30);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DB_PASSWORD | wrong | check DB_USER and DB_PASSWORD",
        "DB_USER | nobody | check DB_USER and DB_PASSWORD",
        "DB_NAME | nowhere | check DB_NAME, or create the database",
        "DB_PORT | 1 | check DB_HOST and DB_PORT",
        "ENRICH_TABLE_NAME | nothing | ENRICH_TABLE_NAME=nothing: there is no such table",
        "ENRICH_OUTPUT_COLUMN | detail | table zhilian_job has no such column; it has id, train",
        "COZE_AUTHORIZATION | '' | COZE_AUTHORIZATION is missing, the enrich line needs it",
        "COZE_BOT_IDS | ', ,' | COZE_BOT_IDS holds commas alone",
        "ENRICH_MAX_WORKERS | 0 | ENRICH_MAX_WORKERS=0 must be between 1 and 4096",
        "ENRICH_NO_SUCH | 0 | ENRICH_NO_SUCH is not a setting"
      })
  void should_end_with_2_and_say_what_to_mend_when_a_setting_is_wrong(
      String setting, String value, String message) {
    Cli.Result run = cli.with(setting, value).run("enrich", "run");
    assertThat(run.err()).contains(message).doesNotContain("\tat ", "Exception:");
    assertThat(run.code()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(run.out()).isEmpty();
    assertThat(coze.stats().calls()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "DB_PASSWORD, run, --once, 2, check DB_USER and DB_PASSWORD",
    "COZE_AUTHORIZATION, try, text, 3, No answer: Coze answered code 4101",
    "COZE_AUTHORIZATION, run, --once, 2, COZE_BOT_IDS"
  })
  void should_show_neither_stack_trace_nor_secret_anywhere_when_refused(
      String setting,
      String command,
      String argument,
      int exitCode,
      String message,
      @TempDir Path folder)
      throws Exception {
    coze.behave(Behaviour.quick().withToken("token"));
    cli.with(setting, "wrong-secret").with("SERAI_LOG_DIR", folder);
    try (ChildJvm child =
        ChildJvm.start(
            folder.resolve("run"), cli.settings(), Serai.class, "enrich", command, argument)) {
      assertThat(child.exitCode(Duration.ofSeconds(30))).isEqualTo(exitCode);
      assertThat(child.output()).contains(message).doesNotContain("\tat ", "wrong-secret");
    }
  }
}
