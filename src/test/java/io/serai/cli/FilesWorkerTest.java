package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.testing.KafkaRecords.Received;
import io.serai.testing.TestDatabase;
import io.serai.testing.TestKafka;
import io.serai.testing.TestStore;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code serai files worker} and {@code pool-worker}, on a real bucket and broker. */
@Timeout(120)
class FilesWorkerTest {

  @RegisterExtension final TestDatabase database = TestDatabase.withLedger();
  @RegisterExtension static final TestKafka KAFKA = new TestKafka();
  @RegisterExtension static final TestStore STORE = new TestStore();

  private static final String TIME = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z";
  private static final String CSV = "name,price\nlamp,12.5\nchair,40\n";

  private FilesCase files;

  @BeforeEach
  void connect() {
    files = new FilesCase(database, KAFKA, STORE);
  }

  private static void assertDone(JsonNode summary, int succeeded, int dead) {
    assertThat(summary.path("succeeded").asInt(-1)).as(summary.toString()).isEqualTo(succeeded);
    assertThat(summary.path("dead").asInt(-1)).as(summary.toString()).isEqualTo(dead);
  }

  @Test
  void should_leave_result_log_notification_and_offset_when_a_file_is_processed() {
    String etag = files.put("data/input.csv", CSV);
    files.json("files", "generate");

    assertDone(files.json("files", "worker", "--once"), 1, 0);

    JsonNode result = files.result("data/input.csv");
    assertThat(result.path("total_rows").asInt()).as(result.toString()).isEqualTo(2);
    assertThat(result.path("columns").toString()).isEqualTo("[\"name\",\"price\"]");
    String task = files.source() + "/data/input.csv@" + etag;
    assertMetadata(task);
    assertLogged(task, etag);
    assertNotified();
    assertThat(files.backlog()).isZero();
    assertThat(KAFKA.committed(KAFKA.tasksTopic())).isEqualTo(1);

    assertDone(files.json("files", "worker", "--once"), 0, 0);
    assertThat(files.notifications(1)).hasSize(1);
  }

  private void assertMetadata(String task) {
    Map<String, String> metadata =
        files.head(files.dest(), "data/input.csv.parsed.json").metadata();
    assertThat(metadata.keySet())
        .isEqualTo(
            Set.of(
                "serai-task",
                "serai-source-size",
                "serai-source-sha256",
                "serai-result-size",
                "serai-result-sha256"));
    assertThat(metadata).containsEntry("serai-task", task);
    assertThat(metadata).containsEntry("serai-source-size", String.valueOf(CSV.length()));
  }

  private void assertLogged(String task, String etag) {
    JsonNode rows = files.json("files", "results");
    assertThat(rows).hasSize(1);
    JsonNode row = rows.get(0);
    assertThat(row.path("task").asText()).isEqualTo(task);
    assertThat(row.path("status").asText()).isEqualTo("success");
    assertThat(row.path("dest_bucket").asText()).isEqualTo(files.dest());
    assertThat(row.path("dest_key").asText()).isEqualTo("data/input.csv.parsed.json");
    assertThat(row.path("parser").asText()).isEqualTo("csv");
    assertThat(row.path("source_etag").asText()).isEqualTo(etag);
    assertThat(row.path("attempts").asInt()).isEqualTo(1);
    assertThat(row.path("worker_type").asText()).isEqualTo("single_process");
    assertThat(row.path("announced_at").isNull()).isFalse();
    assertThat(files.run("ledger", "why", "files", task).out()).contains("is DONE");
  }

  private void assertNotified() {
    Received told = files.notifications(1).get(0);
    long size = files.head(files.dest(), "data/input.csv.parsed.json").contentLength();
    assertThat(told.value())
        .matches(
            """
            \\{"timestamp":"%s","worker_type":"single_process","status":"success",\
            "source":\\{"bucket":"%s","key":"data/input.csv"\\},\
            "destination":\\{"bucket":"%s","key":"data/input.csv.parsed.json"\\},\
            "file_info":\\{"input_size":%d,"output_size":%d,\
            "input_size_formatted":"%d B","output_size_formatted":"[0-9.]+ K?B"\\}\\}\
            """
                .formatted(TIME, files.source(), files.dest(), CSV.length(), size, CSV.length()));
    assertThat(told.key()).isEqualTo(files.source() + "/data/input.csv");
    assertThat(told.headers().keySet()).containsExactly("serai-id");
  }

  @Test
  void should_work_in_parallel_and_tell_so_when_it_is_a_pool() {
    for (int i = 0; i < 20; i++) {
      files.put("f" + i + ".csv", CSV);
    }
    files.put("bad.csv", "a,b\n1\n");
    files.json("files", "generate");

    Cli.Result run = files.run("files", "pool-worker", "--once", "--pool-size", "3", "--json");

    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.ITEMS_FAILED);
    assertDone(FilesCase.tree(run.out()), 20, 1);
    assertThat(files.keys(files.dest())).hasSize(20);
    assertThat(files.backlog()).isZero();
    Received failed =
        files.notifications(21).stream()
            .filter(told -> told.value().contains("\"failed\""))
            .findFirst()
            .orElseThrow();
    assertThat(failed.value())
        .matches(
            """
            \\{"timestamp":"%s","worker_type":"multi_process","status":"failed",\
            "source":\\{"bucket":"%s","key":"bad.csv"\\},"error":"[^"]+",\
            "file_info":\\{"input_size":6,"output_size":0\\}\\}\
            """
                .formatted(TIME, files.source()));
  }

  @Test
  void should_tell_nothing_but_dead_letters_when_the_producer_is_off() {
    files.with("KAFKA_ENABLE_PRODUCER", "false");
    files.put("good.csv", CSV);
    files.put("bad.csv", "a,b\n1\n");
    files.json("files", "generate");

    Cli.Result run = files.run("files", "pool-worker", "--once");

    assertThat(run.code()).isEqualTo(ExitCode.ITEMS_FAILED);
    assertThat(files.deadLetters(1).get(0).key()).isEqualTo(files.source() + "/bad.csv");
    assertThat(files.backlog()).isZero();
    KAFKA.send(KAFKA.resultTopic(), null, "the only one", Map.of());
    assertThat(files.notifications(1).get(0).value()).isEqualTo("the only one");
  }

  @Test
  void should_do_each_message_of_others_once_whatever_happens_to_the_offsets() {
    files.put("data/input.csv", CSV);
    files.send("{\"key\":\"data/input.csv\"}");
    files.send("{\"key\":\"data/input.csv\"}");

    assertDone(files.json("files", "worker", "--once"), 2, 0);

    assertThat(files.json("files", "results"))
        .extracting(row -> row.path("task").asText())
        .allSatisfy(
            task ->
                assertThat(task)
                    .startsWith(files.source() + "/data/input.csv@" + KAFKA.tasksTopic() + "-"))
        .doesNotHaveDuplicates()
        .hasSize(2);
    KAFKA.records().rewind(KAFKA.group(), KAFKA.tasksTopic());
    assertThat(files.backlog()).isEqualTo(2);

    assertDone(files.json("files", "worker", "--once"), 0, 0);

    assertThat(files.backlog()).isZero();
    assertThat(files.notifications(2)).hasSize(2);
  }

  @Test
  void should_tell_size_and_version_of_a_failed_file_when_the_message_did_not() {
    String etag = files.put("bad.csv", "a,b\n1\n");
    files.send("{\"key\":\"bad.csv\"}");

    Cli.Result run = files.run("files", "worker", "--once");

    assertThat(run.err()).contains("put them back once mended");
    assertThat(files.notifications(1).get(0).value()).contains("\"input_size\":6,");
    JsonNode row = files.json("files", "results").get(0);
    assertThat(row.path("source_size").asInt()).isEqualTo(6);
    assertThat(row.path("source_etag").asText()).isEqualTo(etag);
  }

  @Test
  void should_follow_the_message_when_it_says_where_results_go() {
    files.put("data/input.csv", CSV);
    String other = STORE.createBucket();
    files.send(
        """
        {"key":"data/input.csv","bucket":"%s","dest_bucket":"%s","dest_key":"x/销售 1.json",\
        "size":1024,"last_modified":"2025-08-25T12:00:00Z","generated_at":"2025-08-25T12:05:00Z",\
        "more":{"of":"it"}}\
        """
            .formatted(files.source(), other));

    assertDone(files.json("files", "worker", "--once"), 1, 0);

    assertThat(files.keys(other)).isEqualTo(List.of("x/销售 1.json"));
    assertThat(FilesCase.tree(files.notifications(1).get(0).value()).path("destination"))
        .isEqualTo(FilesCase.tree("{\"bucket\":\"%s\",\"key\":\"x/销售 1.json\"}".formatted(other)));
  }
}
