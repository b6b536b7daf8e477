package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.Serai;
import io.serai.dev.Behaviour;
import io.serai.dev.CozeDouble;
import io.serai.testing.ChildJvm;
import io.serai.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private CozeDouble coze;
  private ChildJvm process;

  @BeforeEach
  void startDouble() {
    // the first call fails and is repeated, and one row can never be answered
    coze =
        CozeDouble.start(
            Behaviour.quick().withScript(5000).withPoison(query -> query.equals("job 7"), 4014));
    TestService.fill(DATABASE, 30);
  }

  @AfterEach
  void stopDouble() {
    coze.close();
    if (process != null) {
      process.close();
    }
  }

  /** Another process, since logging is set up once in a JVM. */
  private void start(Map<String, String> more, String... command) throws IOException {
    Map<String, String> environment = new HashMap<>(DATABASE.environment());
    environment.putAll(TestService.settings(coze));
    environment.putAll(more);
    process =
        ChildJvm.startWithErrorsApart(folder.resolve("run"), environment, Serai.class, command);
  }

  private List<String> rows() throws IOException {
    return Files.readAllLines(folder.resolve("run/logs/job_processor.log"));
  }

  private static long finishedRows() {
    return DATABASE
        .jdbc()
        .queryForObject(
            "SELECT count(*) FROM serai.work_item WHERE state IN ('DONE', 'DEAD')", Long.class);
  }

  private static long count(List<String> lines, String part) {
    return lines.stream().filter(line -> line.contains(part)).count();
  }

  @Test
  void should_hold_every_row_with_its_call_when_a_run_has_ended() throws Exception {
    start(Map.of(), "enrich", "run", "--once");
    int code = process.exitCode(PATIENCE);

    List<String> lines = rows();

    assertThat(code).as(process.errors()).isEqualTo(ExitCode.ITEMS_FAILED);
    assertThat(lines.get(0))
        .endsWith("INFO  Enrichment of zhilian_job begins: 4 workers, batches of 20");
    assertThat(lines.get(lines.size() - 1)).contains("INFO  Enrichment of zhilian_job ended after");
    assertThat(count(lines, ": answered, attempt ")).isEqualTo(29);
    assertThat(lines.get(lines.size() - 2))
        .contains("Statistics: 29 of 30 rows processed, 1 failed, 0 pending, success rate 96.67 %");
    assertThat(lines)
        .anyMatch(
            line ->
                line.matches(
                    "\\d{4}-\\d\\d-\\d\\d [\\d:.]{12} INFO  zhilian_job/\\d+: answered, attempt 1"
                        + " by bot b[12] in \\d+ ms"))
        .anyMatch(
            line ->
                line.matches(
                    ".*WARN  zhilian_job/\\d+: to be tried again, attempt 1 by bot b[12] in \\d+ ms,"
                        + " 5000: .*"))
        .anyMatch(
            line ->
                line.matches(
                    ".*ERROR zhilian_job/7: dead, attempt 1 by bot b[12] in \\d+ ms, 4014: .*"));
  }

  @Test
  void should_be_json_to_the_last_line_when_production_is_told_to_stop() throws Exception {
    Map<String, String> more =
        Map.of(
            "SERAI_ENV",
            "production",
            "SERAI_MANAGEMENT_PORT",
            String.valueOf(TestService.freePort()));
    start(more, "enrich", "run", "--follow");
    await().atMost(PATIENCE).until(() -> finishedRows() == 30 || !process.isAlive());

    process.terminate();

    process.exitCode(PATIENCE);
    List<JsonNode> lines = new ArrayList<>();
    for (String line : rows()) {
      lines.add(JSON.readTree(line));
    }
    JsonNode first = lines.get(0);
    JsonNode last = lines.get(lines.size() - 1);
    assertThat(Instant.parse(first.path("timestamp").asText())).isBeforeOrEqualTo(Instant.now());
    assertThat(first.path("level").asText()).isEqualTo("INFO");
    assertThat(first.path("message").asText()).startsWith("Enrichment of zhilian_job begins");
    assertThat(first.path("correlation_id").asText()).hasSize(36);
    assertThat(last.path("message").asText())
        .contains("ended after")
        .contains("Stopped on request");
    assertThat(last.path("correlation_id")).isEqualTo(first.path("correlation_id"));
    assertThat(lines)
        .anyMatch(
            line ->
                line.path("message").asText().startsWith("zhilian_job/7: dead")
                    && line.path("correlation_id").asText().equals("zhilian_job/7"));
    for (String line : process.errors().lines().toList()) {
      assertThat(JSON.readTree(line).path("message").isTextual()).as(line).isTrue();
    }
  }
}
