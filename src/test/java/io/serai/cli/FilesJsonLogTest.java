package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.Serai;
import io.serai.testing.TestDatabase;
import io.serai.testing.TestKafka;
import io.serai.testing.TestStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a worker and the service print as processes of their own. */
@Timeout(120)
class FilesJsonLogTest {

  @RegisterExtension final TestDatabase database = TestDatabase.withLedger();
  @RegisterExtension static final TestKafka KAFKA = new TestKafka();
  @RegisterExtension static final TestStore STORE = new TestStore();

  @TempDir private Path folder;

  private FilesCase files;
  private Process process;

  @BeforeEach
  void connect() {
    files = new FilesCase(database, KAFKA, STORE);
  }

  @AfterEach
  void end() throws InterruptedException {
    if (process != null) {
      process.destroyForcibly().waitFor();
    }
  }

  /** Another process, since logging is set up once in a JVM. */
  private void start(String... command) throws IOException {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                // as the launcher does: newer JVMs print warnings about libraries otherwise
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                Serai.class.getName()));
    line.addAll(List.of(command));
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().putAll(files.settings());
    process = builder.start();
  }

  private int exitCode() throws InterruptedException {
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  private List<JsonNode> lines() throws IOException {
    return Files.readAllLines(folder.resolve("out")).stream().map(FilesCase::tree).toList();
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

    int code = exitCode();
    assertThat(code).as(Files.readString(folder.resolve("out"))).isEqualTo(ExitCode.ITEMS_FAILED);
    assertThat(Files.readString(folder.resolve("err"))).isEmpty();
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
    process.destroy();

    assertThat(exitCode()).isEqualTo(143);
    assertThat(Files.readString(folder.resolve("out"))).isEmpty();
    assertThat(Files.readString(folder.resolve("err")))
        .contains("files", STORE.url(), KAFKA.bootstrapServers())
        .doesNotContain("\tat ", "WARN", "ERROR");
    assertThat(files.backlog()).isZero();
    assertThat(files.notifications(1)).hasSize(1);
  }
}
