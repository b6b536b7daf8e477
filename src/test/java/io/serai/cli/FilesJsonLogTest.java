package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.Serai;
import io.serai.testing.ChildJvm;
import io.serai.testing.TestDatabase;
import io.serai.testing.TestKafka;
import io.serai.testing.TestStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a worker and the service print as processes of their own. */
@Timeout(240)
class FilesJsonLogTest {

  @RegisterExtension final TestDatabase database = TestDatabase.withLedger();
  @RegisterExtension static final TestKafka KAFKA = new TestKafka();
  @RegisterExtension static final TestStore STORE = new TestStore();

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private Path folder;

  private FilesCase files;
  private ChildJvm process;

  @BeforeEach
  void connect() {
    files = new FilesCase(database, KAFKA, STORE);
  }

  @AfterEach
  void end() {
    if (process != null) {
      process.close();
    }
  }

  /** Another process, since logging is set up once in a JVM. */
  private void start(String... command) throws IOException {
    process =
        ChildJvm.startWithErrorsApart(
            folder.resolve("run"), files.settings(), Serai.class, command);
  }

  private List<JsonNode> lines() throws IOException {
    return process.output().lines().map(FilesCase::tree).toList();
  }

  private static JsonNode line(List<JsonNode> lines, String event, String key) {
    return lines.stream()
        .filter(line -> event.equals(line.path("event").asText()))
        .filter(line -> key.equals(line.path("file_key").asText()))
        .findFirst()
        .orElseThrow(() -> new AssertionError(event + " of " + key + " is not in " + lines));
  }

  @Test
  void should_print_nothing_but_json_with_the_fields_of_the_guide_when_asked() throws Exception {
    files.put("data/input.csv", "a,b\n1,2\n");
    files.put("data/bad\n.csv", "a,b\n1\n");
    files.json("files", "generate");

    start("files", "worker", "--once", "--log-format", "json");

    int code = process.exitCode(PATIENCE);
    assertThat(code).as(process.output()).isEqualTo(ExitCode.ITEMS_FAILED);
    assertThat(process.errors()).isEmpty();
    JsonNode done = line(lines(), "处理完成", "data/input.csv");
    assertThat(Instant.parse(done.path("timestamp").asText())).isBeforeOrEqualTo(Instant.now());
    assertThat(done.path("level").asText()).isEqualTo("INFO");
    assertThat(done.path("filename").asText()).endsWith(".java");
    assertThat(done.path("func_name").asText()).isNotEmpty();
    assertThat(done.path("lineno").isInt()).isTrue();
    assertThat(done.path("processing_time").isDouble()).isTrue();
    assertThat(done.path("input_size").asInt()).isEqualTo(8);
    assertThat(done.path("output_size").asInt()).isPositive();
    JsonNode failed = line(lines(), "处理失败", "data/bad\n.csv");
    assertThat(failed.path("level").asText()).isEqualTo("ERROR");
    assertThat(failed.path("error_code").asText()).isEqualTo("RAGGED_ROW");
  }

  @Test
  void should_run_as_a_service_until_it_is_told_to_stop() throws Exception {
    files.put("data/input.csv", "a,b\n1,2\n");
    files.json("files", "generate");
    files.with("SERAI_LINES", "files");

    start("run");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !files.keys(files.dest()).isEmpty() || !process.isAlive());
    process.terminate();

    assertThat(process.exitCode(PATIENCE)).isEqualTo(143);
    assertThat(process.output()).isEmpty();
    assertThat(process.errors())
        .contains("files", STORE.url(), KAFKA.bootstrapServers())
        .doesNotContain("\tat ", "WARN", "ERROR");
    assertThat(files.backlog()).isZero();
    assertThat(files.notifications(1)).hasSize(1);
  }
}
