package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.testing.KafkaRecords.Received;
import io.serai.testing.TestDatabase;
import io.serai.testing.TestKafka;
import io.serai.testing.TestStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code serai files generate-batch}. */
@Timeout(120)
class FilesBatchTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();
  @RegisterExtension static final TestKafka KAFKA = new TestKafka();
  @RegisterExtension static final TestStore STORE = new TestStore();

  @TempDir private Path folder;

  private FilesCase files;

  @BeforeEach
  void connect() {
    files = new FilesCase(DATABASE, KAFKA, STORE);
  }

  private String presets(String content) throws IOException {
    return Files.writeString(folder.resolve("batch.yaml"), content).toString();
  }

  @Test
  void should_run_each_scan_of_the_file() throws IOException {
    files.put("data/08/a.csv", "a");
    files.put("data/08/b.csv", "a");
    files.put("data/09/c.csv", "a");
    String presets =
        presets(
            """
            # the scans of the night
            - name: august
              bucket: %s
              prefix: data/08/
              dest_bucket: august
              max_files: 1
            - prefix: data/09/
            - bucket: %s
            """
                .formatted(files.source(), STORE.createBucket()));

    JsonNode rows = files.json("files", "generate-batch", presets);
    JsonNode again = files.json("files", "generate-batch", presets, "--restart", "--force");

    assertThat(rows).extracting(row -> row.path("tasks").asInt()).containsExactly(1, 1, 0);
    assertThat(rows)
        .extracting(row -> row.path("prefix").asText())
        .containsExactly("data/08/", "data/09/", "");
    assertThat(again).extracting(row -> row.path("tasks").asInt()).containsExactly(1, 1, 0);
    List<Received> tasks = files.tasks(4);
    assertThat(tasks)
        .filteredOn(task -> task.value().contains("\"dest_bucket\":\"august\""))
        .hasSize(2);
    assertThat(tasks).extracting(Received::key).contains(files.source() + "/data/09/c.csv");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'bucket: x'                   | is no list of scans
          ''                            | is no list of scans
          '[1'                          | cannot be read
          '- 7'                         | scan 1 is no map of [bucket, dest_bucket, max_files, name, prefix]
          '[{prefix: a}, {prefixes: b}]' | scan 2: prefixes is not a field, there are [bucket
          '- bucket: 7'                 | scan 1: bucket must be a text and is 7
          '- bucket: My_Bucket'         | scan 1: bucket=My_Bucket is not a bucket
          '- dest_bucket: a/b'          | scan 1: dest_bucket=a/b is not a bucket
          '- max_files: 0'              | scan 1: max_files must be a number above 0 and is 0
          '- max_files: many'           | scan 1: max_files must be a number above 0 and is many
          """)
  void should_say_what_is_wrong_when_the_file_is(String content, String fault) throws IOException {
    Cli.Result run = files.run("files", "generate-batch", presets(content));

    assertThat(run.code()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(run.err()).contains("batch.yaml", fault);
  }

  @Test
  void should_name_the_file_when_it_is_missing_or_no_text() throws IOException {
    Path binary = folder.resolve("binary.yaml");
    Files.write(binary, new byte[] {(byte) 0xC3, (byte) 0x28, 0});

    Cli.Result missing = files.run("files", "generate-batch", folder.resolve("no.yaml").toString());
    Cli.Result unreadable = files.run("files", "generate-batch", binary.toString());
    Cli.Result aFolder = files.run("files", "generate-batch", folder.toString());

    assertThat(missing.code()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(missing.err()).contains("no.yaml does not exist", "--help shows its form");
    assertThat(unreadable.code()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(unreadable.err()).contains("binary.yaml cannot be read: it is no text in UTF-8");
    assertThat(aFolder.code()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(aFolder.err()).contains("cannot be read");
  }
}
