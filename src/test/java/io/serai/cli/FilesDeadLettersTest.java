package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.files.FileResult;
import io.serai.testing.KafkaRecords.Received;
import io.serai.testing.TestDatabase;
import io.serai.testing.TestKafka;
import io.serai.testing.TestStore;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tasks that nobody can do: where they go, what is said of them, and how they come back. */
@Timeout(180)
class FilesDeadLettersTest {

  @RegisterExtension final TestDatabase database = TestDatabase.withLedger();
  @RegisterExtension static final TestKafka KAFKA = new TestKafka();
  @RegisterExtension static final TestStore STORE = new TestStore();

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final String CSV = "a,b\n1,2\n";

  private FilesCase files;

  @BeforeEach
  void connect() {
    files = new FilesCase(database, KAFKA, STORE);
  }

  /** Messages that are no task, or whose object cannot be had, with what is said of each. */
  private Map<String, List<String>> bad() {
    Map<String, List<String>> bad = new LinkedHashMap<>();
    bad.put("not JSON", List.of("BAD_TASK", "the message is not JSON"));
    bad.put("[1]", List.of("BAD_TASK", "no JSON object such as {\"key\": \"data/input.csv\"}"));
    bad.put("", List.of("BAD_TASK", "the message is empty"));
    bad.put("{\"Key\":\"a.csv\"}", List.of("BAD_TASK", "no \"key\""));
    bad.put("{\"key\":7}", List.of("BAD_TASK", "\"key\" must be a text and is number"));
    bad.put("{\"key\":\"\"}", List.of("BAD_TASK", "\"key\" is no key of an object"));
    bad.put(
        "{\"key\":\"a\",\"bucket\":\"No_Bucket\"}",
        List.of("BAD_TASK", "\"bucket\" is no name of a bucket"));
    bad.put(
        "{\"key\":\"a\",\"size\":\"big\"}",
        List.of("BAD_TASK", "\"size\" must be a number of bytes"));
    bad.put(
        "{\"key\":\"a.csv\",\"dest_bucket\":\"%s\",\"dest_key\":\"a.csv\"}"
            .formatted(files.source()),
        List.of("BAD_TASK", "would overwrite its source"));
    bad.put("{\"key\":\"gone.csv\"}", List.of("NoSuchKey", "object missing"));
    bad.put(
        "{\"key\":\"a.csv\",\"bucket\":\"no-such-bucket\"}",
        List.of("NoSuchBucket", "the source is in bucket no-such-bucket"));
    bad.put(
        "{\"key\":\"a.csv\",\"dest_bucket\":\"no-such-bucket\"}",
        List.of("NoSuchBucket", "the result goes to bucket no-such-bucket"));
    return bad;
  }

  @Test
  void should_bury_each_bad_task_with_its_cause_while_its_neighbours_are_done() {
    Map<String, List<String>> bad = bad();
    files.put("a.csv", CSV);
    bad.keySet()
        .forEach(
            message -> {
              files.send(message);
              files.send("{\"key\":\"a.csv\"}");
            });

    Cli.Result run = files.run("files", "pool-worker", "--once", "--json");

    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.ITEMS_FAILED);
    JsonNode summary = FilesCase.tree(run.out());
    assertThat(summary.path("succeeded").asInt()).isEqualTo(bad.size());
    assertThat(summary.path("dead").asInt()).isEqualTo(bad.size());
    assertThat(files.backlog()).isZero();
    Map<String, Received> dead = byValue(files.deadLetters(bad.size()));
    Map<String, String> errors = new LinkedHashMap<>();
    bad.forEach((message, why) -> errors.put(assertDead(dead.get(message), why), message));
    List<Received> told = files.notifications(2 * bad.size());
    errors.keySet().forEach(error -> assertTold(told, error));
    assertThat(told)
        .extracting(one -> FilesCase.tree(one.value()).path("source").toString())
        .contains(
            "{\"bucket\":null,\"key\":null}",
            "{\"bucket\":\"No_Bucket\",\"key\":\"a\"}",
            "{\"bucket\":\"%s\",\"key\":\"a\"}".formatted(files.source()));
    assertThat(files.run("ledger", "stats").out()).contains("BAD_TASK", "NoSuchBucket");
    assertThat(files.json("files", "results", "--status", "failed")).hasSize(bad.size());
  }

  private static Map<String, Received> byValue(List<Received> records) {
    return records.stream().collect(Collectors.toMap(Received::value, Function.identity()));
  }

  /** Returns what is said of it. */
  private String assertDead(Received letter, List<String> why) {
    assertThat(letter).as(why.toString()).isNotNull();
    assertThat(letter.headers().keySet())
        .containsExactlyInAnyOrder(
            "serai-id", "serai-task", "serai-error-class", "serai-error-code", "serai-error");
    assertThat(letter.headers().get("serai-error-code")).isEqualTo(why.get(0));
    String error = letter.headers().get("serai-error");
    assertThat(error).contains(why.get(1));
    String story = files.run("ledger", "why", "files", letter.headers().get("serai-task")).out();
    assertThat(story)
        .contains("is DEAD", why.get(0), error, "serai ledger replay --line files --key");
    return error;
  }

  private static void assertTold(List<Received> told, String error) {
    assertThat(told)
        .anySatisfy(
            one -> {
              JsonNode failed = FilesCase.tree(one.value());
              assertThat(failed.path("status").asText()).isEqualTo("failed");
              assertThat(failed.path("error").asText()).isEqualTo(error);
              assertThat(failed.fieldNames())
                  .toIterable()
                  .containsExactly(
                      "timestamp", "worker_type", "status", "source", "error", "file_info");
            });
  }

  @Test
  void should_go_on_when_a_bad_message_is_too_large_for_the_topic_of_dead_letters()
      throws Exception {
    NewTopic narrow =
        new NewTopic(KAFKA.tasksTopic() + ".dlq", 1, (short) 1)
            .configs(Map.of("max.message.bytes", "2000"));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", KAFKA.bootstrapServers()))) {
      admin.createTopics(List.of(narrow)).all().get();
    }
    files.put("a.csv", CSV);
    files.send("x".repeat(5_000));
    files.send("no task");
    files.send("{\"key\":\"a.csv\"}");

    Cli.Result run = files.run("files", "worker", "--once", "--json");

    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.ITEMS_FAILED);
    JsonNode summary = FilesCase.tree(run.out());
    assertThat(summary.path("succeeded").asInt()).isEqualTo(1);
    assertThat(summary.path("dead").asInt()).isEqualTo(2);
    assertThat(files.backlog()).isZero();
    assertThat(files.notifications(3)).hasSize(3);
    assertThat(files.deadLetters(1)).extracting(Received::value).containsExactly("no task");
  }

  @Test
  void should_say_which_setting_to_mend_when_the_storage_takes_no_key() {
    files.put("a.csv", CSV);
    files.send("{\"key\":\"a.csv\"}");
    String right = files.settings().get("OBS_SECRET_KEY");
    files.with("OBS_SECRET_KEY", "wrong");

    Cli.Result run = files.run("files", "worker", "--once");

    assertThat(run.code()).isEqualTo(ExitCode.ITEMS_FAILED);
    assertThat(run.out()).containsPattern("succeeded +0\\R").containsPattern("dead +1\\R");
    assertThat(run.err())
        .contains("serai files results --status failed", "serai ledger replay --line files");
    assertThat(files.deadLetters(1).get(0).headers().get("serai-error"))
        .contains("check OBS_SECRET_KEY");
    files.with("OBS_SECRET_KEY", right);

    assertThat(files.run("ledger", "replay", "--line", "files").out()).contains("1 items");
    assertThat(files.json("files", "worker", "--once").path("succeeded").asInt()).isEqualTo(1);
    assertThat(files.keys(files.dest())).containsExactly("a.csv.parsed.json");
  }

  @Test
  void should_do_a_dead_task_when_it_is_replayed_after_its_cause_is_mended() {
    try (FilesService worker = FilesService.worker(files)) {
      files.send("{\"key\":\"late.csv\"}");
      files.send("{\"key\":\"never.csv\"}");
      await().atMost(PATIENCE).until(() -> worker.results().size() == 2);
      String task =
          worker.results().stream()
              .filter(result -> "late.csv".equals(result.key()))
              .map(FileResult::task)
              .findFirst()
              .orElseThrow();
      files.put("late.csv", CSV);

      Cli.Result replay = files.run("ledger", "replay", "--line", "files", "--key", task);

      assertThat(replay.out()).contains("1 items are put back");
      await().atMost(PATIENCE).until(() -> worker.results().size() == 3);
      assertThat(worker.results())
          .extracting(result -> result.key() + " " + result.status())
          .containsExactlyInAnyOrder("late.csv success", "late.csv failed", "never.csv failed");
      await().atMost(PATIENCE).until(() -> worker.line().isQuiet());
    }
    assertThat(files.notifications(3)).hasSize(3);
    assertThat(files.run("ledger", "list", "--line", "files", "--state", "DEAD").out())
        .contains("never.csv")
        .doesNotContain("late.csv");
  }
}
