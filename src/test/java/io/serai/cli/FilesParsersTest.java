package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.testing.TestDatabase;
import io.serai.testing.TestKafka;
import io.serai.testing.TestStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Own parsers within the whole line, well behaved and not. */
@Timeout(120)
class FilesParsersTest {

  @RegisterExtension final TestDatabase database = TestDatabase.withLedger();
  @RegisterExtension static final TestKafka KAFKA = new TestKafka();
  @RegisterExtension static final TestStore STORE = new TestStore();

  private static final String PARSERS = SampleParsers.class.getName();

  @TempDir private Path folder;

  private FilesCase files;

  @BeforeEach
  void connect() {
    files = new FilesCase(database, KAFKA, STORE);
    files
        .with("FILES_MAX_RETRIES", 1)
        .with("OBS_DOWNLOAD_DIR", folder.resolve("downloads"))
        .with("OBS_UPLOAD_DIR", folder.resolve("uploads"));
  }

  private JsonNode failure(String key) {
    for (JsonNode row : files.json("files", "results", "--status", "failed")) {
      if (key.equals(row.path("key").asText())) {
        return row;
      }
    }
    throw new AssertionError(key + " has not failed");
  }

  private void assertFailed(String key, String code, String error) {
    JsonNode row = failure(key);
    assertThat(row.path("error_code").asText()).isEqualTo(code);
    assertThat(row.path("error").asText()).isEqualTo(error);
    assertThat(row.path("attempts").asInt()).isEqualTo(2);
  }

  private static List<Path> in(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void should_try_again_and_bury_with_the_cause_when_a_parser_fails() {
    files.with("DBC_FACTORY", PARSERS + ":stream");
    files.put("good.own", "123");
    files.put("later.own", "once " + UUID.randomUUID());
    files.put("licence.own", "state");
    files.put("null.own", "nothing");
    files.put("deep.own", "error");
    files.put("other.csv", "a,b\n1,2\n");
    files.json("files", "generate");

    Cli.Result run = files.run("files", "pool-worker", "--once", "--json");

    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.ITEMS_FAILED);
    JsonNode summary = FilesCase.tree(run.out());
    assertThat(summary.path("succeeded").asInt()).isEqualTo(3);
    assertThat(summary.path("dead").asInt()).isEqualTo(3);
    assertThat(summary.path("retried").asInt()).isEqualTo(4);
    assertFailed("licence.own", "IllegalStateException", "the licence of the parser has expired");
    assertFailed(
        "null.own", "NullPointerException", "java.lang.NullPointerException without a message");
    assertFailed(
        "deep.own", "StackOverflowError", "java.lang.StackOverflowError without a message");
    assertThat(files.result("good.own").path("half").asInt()).isEqualTo(3);
    assertThat(files.keys(files.dest()))
        .containsExactlyInAnyOrder(
            "good.own.parsed.json", "later.own.parsed.json", "other.csv.parsed.json");
    assertThat(files.deadLetters(3)).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({"true, false, 0, 1", "false, false, 2, 1", "true, true, 0, 0"})
  void should_keep_local_files_as_the_settings_say(
      boolean cleanUp, boolean onError, int succeeded, int failed) throws IOException {
    files
        .with("DBC_FACTORY", PARSERS + ":local")
        .with("CLEANUP_FILES", cleanUp)
        .with("CLEANUP_ON_ERROR", onError);
    files.put("good.own", "123");
    files.put("later.own", "once " + UUID.randomUUID());
    files.put("bad.own", "state");
    files.json("files", "generate");

    Cli.Result run = files.run("files", "pool-worker", "--once", "--json");

    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.ITEMS_FAILED);
    assertThat(FilesCase.tree(run.out()).path("succeeded").asInt()).as(run.out()).isEqualTo(2);
    assertFailed("bad.own", "IllegalStateException", "the licence of the parser has expired");
    assertThat(files.keys(files.dest()))
        .containsExactlyInAnyOrder("good.own.parsed.json", "later.own.parsed.json");
    assertThat(in(folder.resolve("downloads"))).hasSize(succeeded + failed);
    assertThat(in(folder.resolve("uploads"))).hasSize(succeeded + failed);
  }

  @Test
  void should_keep_local_files_when_the_result_finds_no_place() throws IOException {
    files.with("DBC_FACTORY", PARSERS + ":local");
    files.put("good.own", "123");
    files.send("{\"key\":\"good.own\",\"dest_bucket\":\"no-such-bucket\"}");

    Cli.Result run = files.run("files", "worker", "--once");

    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.ITEMS_FAILED);
    assertThat(failure("good.own").path("error_code").asText()).isEqualTo("NoSuchBucket");
    assertThat(in(folder.resolve("downloads"))).hasSize(1);
    assertThat(in(folder.resolve("uploads"))).hasSize(1);
  }

  @Test
  void should_not_start_when_the_parser_cannot_be_had() {
    files.with("DBC_FACTORY", PARSERS + ":nowhere");

    Cli.Result run = files.run("files", "worker", "--once");

    assertThat(run.code()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(run.err()).contains("DBC_FACTORY=" + PARSERS + ":nowhere");
  }
}
