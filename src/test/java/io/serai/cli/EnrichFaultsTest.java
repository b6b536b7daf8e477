package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.dev.Behaviour;
import io.serai.dev.CozeDouble;
import io.serai.dev.Fault;
import io.serai.dev.Outcome;
import io.serai.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Runs against an API, bots and tokens that do badly. */
@Timeout(60)
class EnrichFaultsTest {

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
  void newCli() {
    cli = new Cli(DATABASE, coze).with("ENRICH_MAX_WORKERS", 8);
  }

  private void behave(Behaviour behaviour) {
    coze.behave(behaviour.withRecording(true, 1));
    coze.resetStats();
  }

  @Test
  void should_enrich_every_row_once_when_calls_fail_in_every_way() {
    behave(
        Behaviour.quick()
            .withLatency(20, 15)
            .withFault(Fault.HTTP_500, 0.05)
            .withFault(Fault.RATE_LIMITED, 0.05)
            .withFault(Fault.TRUNCATED_JSON, 0.03)
            .withFault(Fault.EMPTY_ANSWER, 0.02)
            .withFault(Fault.DROP_CONNECTION, 0.01)
            .withFault(Fault.HANG, 0.01));
    table.fill(600);

    // with 3 retries one row of 6,800 fails four times in a row, by the laws of chance
    Cli.Result run =
        cli.with("ENRICH_MAX_WORKERS", 64)
            .with("ENRICH_REQUEST_TIMEOUT", 1)
            .with("ENRICH_MAX_RETRIES", 6)
            .run("enrich", "run");

    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(table.enriched()).isEqualTo(600);
    assertThat(table.writes()).isEqualTo(600);
    assertThat(table.items("state = 'DONE'")).isEqualTo(600);
    assertThat(table.items("attempt > 0")).isPositive();
    assertThat(
            Stream.of(
                    Outcome.HTTP_500,
                    Outcome.RATE_LIMITED,
                    Outcome.TRUNCATED,
                    Outcome.EMPTY,
                    Outcome.HUNG)
                .map(outcome -> coze.stats().count(outcome)))
        .allMatch(count -> count > 0);
  }

  @Test
  void should_stop_and_name_the_setting_when_every_bot_refuses_the_token() {
    behave(Behaviour.quick().withToken("another"));
    table.fill(300);

    Cli.Result run = cli.run("enrich", "run");

    assertThat(run.code()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(run.err())
        .contains("COZE_AUTHORIZATION", "COZE_BOT_IDS")
        .contains("bot-1: Coze answered code 4101")
        .contains("bot-3: Coze answered code 4101")
        .doesNotContain("\tat ");
    assertThat(coze.stats().calls()).isLessThan(30);
    assertNothingLost();
  }

  @Test
  void should_stop_and_name_the_setting_when_the_address_is_wrong() {
    behave(Behaviour.quick());
    table.fill(100);

    Cli.Result run = cli.with("COZE_API_URL", coze.url() + "/v2/chat").run("enrich", "run");

    assertThat(run.code()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(run.err()).contains("COZE_API_URL", "no such API");
    assertNothingLost();
  }

  private void assertNothingLost() {
    assertThat(table.enriched()).isZero();
    assertThat(table.items("attempt > 0 OR state IN ('DEAD', 'DONE', 'CLAIMED')")).isZero();
  }

  @Test
  void should_serve_with_the_others_when_one_bot_is_misconfigured() {
    behave(Behaviour.quick().withLatency(20, 10).withBotCode("bot-2", 4015));
    table.fill(300);

    Cli.Result run = cli.run("enrich", "run");

    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(table.enriched()).isEqualTo(300);
    assertThat(table.count("zhilian_job WHERE bot_id = 'bot-2'")).isZero();
    assertThat(table.items("attempt > 0")).isZero();
    // those that were asked before the first reply came
    assertThat(coze.stats().callsPerBot().get("bot-2")).isBetween(1L, 8L);
  }

  @Test
  void should_ask_a_limited_bot_less_when_it_turns_calls_away() {
    behave(Behaviour.quick().withLatency(40, 10).withBotLimits("bot-1", 2, 0));
    table.fill(600);

    Cli.Result run = cli.with("ENRICH_MAX_WORKERS", 48).run("enrich", "run");

    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(table.enriched()).isEqualTo(600);
    assertThat(table.items("attempt > 0")).isZero();
    assertThat(coze.stats().maxConcurrentPerBot().get("bot-1")).isEqualTo(2);
    assertThat(coze.stats().count(Outcome.OVER_LIMIT)).isLessThan(60);
  }

  @Test
  void should_give_up_and_keep_every_attempt_when_the_api_cannot_be_reached() throws IOException {
    table.fill(100);

    Cli.Result run =
        cli.with("COZE_API_URL", "http://127.0.0.1:" + closedPort() + "/open_api/v2/chat")
            .with("ENRICH_GIVE_UP_AFTER", 3)
            .run("enrich", "run");

    assertThat(run.code()).isEqualTo(ExitCode.ITEMS_FAILED);
    assertThat(run.err())
        .contains("Gave up: no row moved on for 3 s (ENRICH_GIVE_UP_AFTER)")
        .doesNotContain("9223372036854");
    assertThat(run.out()).containsPattern("waiting +100");
    assertNothingLost();
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void should_keep_memory_and_order_when_texts_have_a_megabyte_each() {
    behave(Behaviour.quick().withLatency(20, 10));
    table.create();
    table
        .jdbc()
        .update(
            "INSERT INTO zhilian_job (id, processed_info)"
                + " SELECT n, n || repeat('岗位', 175000) FROM generate_series(1, 50) n");

    Cli.Result run = cli.with("ENRICH_MAX_WORKERS", 16).run("enrich", "run");

    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(table.enriched()).isEqualTo(50);
    assertThat(coze.stats().calls()).isEqualTo(50);
    assertThat(table.answer(37)).startsWith("岗位描述：37岗位岗位");
  }
}
