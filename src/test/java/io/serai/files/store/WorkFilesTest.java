package io.serai.files.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkFilesTest {

  private static final Path FULL = Path.of("/dev/full");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../etc/passwd",
        "/etc/passwd",
        "..",
        ".",
        "",
        "/",
        "a/..",
        "..\\..\\x",
        "C:\\x\\y.csv",
        "NUL",
        "con.csv",
        "a\u0000b.csv",
        "日志.csv",
        "name.csv...",
        "-rf",
        ".hidden",
        "a\nb.csv",
        "~",
        "$HOME",
        "a:b|c?*.csv"
      })
  void should_stay_inside_when_the_key_is(String key) throws IOException {
    for (Path file : new Path[] {files().source("b/k@1", key), files().result("b/k@1", key)}) {
      assertThat(file.normalize()).isEqualTo(file).startsWithRaw(folder);
      assertThat(file.getParent().getParent().getParent()).isEqualTo(folder);
      assertThat(file.getFileName().toString()).matches("file-[A-Za-z0-9._-]*").doesNotEndWith(".");
      Files.writeString(file, "x");
      assertThat(file).isRegularFile();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "data/in.csv, file-in.csv",
    "日志 1/访问 日志.json.gz, file-_.json.gz",
    "a.JSONL, file-a.JSONL"
  })
  void should_keep_the_ending_when_it_names_a_file(String key, String name) throws IOException {
    assertThat(files().source("t", key).getFileName()).hasToString(name);
  }

  @Test
  void should_keep_the_end_of_a_name_when_it_is_very_long() throws IOException {
    Path file = files().source("t", "x".repeat(1_000) + ".csv");

    assertThat(file.getFileName().toString()).hasSize(105).endsWith("x.csv");
  }

  @Test
  void should_keep_tasks_apart_when_their_files_have_the_same_name() throws IOException {
    Path one = files().source("b/a.csv@1", "a.csv");

    assertThat(files().source("b/a.csv@2", "a.csv")).isNotEqualTo(one);
    assertThat(files().source("b/A.csv@1", "a.csv")).isNotEqualTo(one);
    assertThat(files().source("b/a.csv@1", "a.csv")).isEqualTo(one);
    assertThat(files().result("b/a.csv@1", "a.csv")).isNotEqualTo(one);
  }

  @ParameterizedTest
  @CsvSource({
    "true, false, true, false",
    "true, false, false, true",
    "false, true, true, true",
    "false, true, false, false"
  })
  void should_clean_up_as_the_settings_say(
      boolean afterSuccess, boolean afterFailure, boolean succeeded, boolean kept)
      throws IOException {
    WorkFiles files = files(afterSuccess, afterFailure);
    Path source = files.source("t", "a.csv");
    Path result = files.result("t", "a.json");
    Path other = files.source("u", "a.csv");
    for (Path each : new Path[] {source, result, other}) {
      files.save(new ByteArrayInputStream(new byte[] {1}), each);
    }

    files.cleanUp("t", succeeded);
    files.cleanUp("never seen", succeeded);

    assertThat(Files.exists(source)).isEqualTo(kept);
    assertThat(Files.exists(result)).isEqualTo(kept);
    assertThat(Files.exists(source.getParent())).isEqualTo(kept);
    assertThat(other).exists();
  }

  @Test
  void should_write_anew_when_an_earlier_attempt_left_a_file() throws IOException {
    Path file = files().source("t", "a.csv");
    Files.writeString(file, "much longer than before");

    long bytes = files().save(new ByteArrayInputStream(new byte[] {'x'}), file);

    assertThat(bytes).isOne();
    assertThat(file).hasContent("x");
  }

  @Test
  void should_name_the_folder_when_the_disk_is_full() throws IOException {
    assumeTrue(Files.isWritable(FULL), "only Linux has a disk that is always full");
    assertThatThrownBy(() -> files().save(new ByteArrayInputStream(new byte[9]), FULL))
        .isInstanceOf(TransferException.class)
        .hasMessageContainingAll("the disk of /dev", "is full", "OBS_DOWNLOAD_DIR")
        .satisfies(e -> assertThat(StoreFault.of(e).code()).isEqualTo("DISK_FULL"));
  }

  @Test
  void should_pass_a_failure_of_the_source_on_when_it_is_not_the_disk() throws IOException {
    IOException cut = new IOException("cut");
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw cut;
          }
        };

    Path file = files().source("t", "a");
    assertThatThrownBy(() -> files().save(broken, file)).isSameAs(cut);
  }

  @Test
  void should_name_the_setting_when_the_folder_cannot_be_made() throws IOException {
    Path taken = Files.writeString(folder.resolve("taken"), "a file");
    WorkFiles files = new WorkFiles(taken, taken, true, true);

    assertThatThrownBy(() -> files.source("t", "a"))
        .isInstanceOf(IOException.class)
        .hasMessageContainingAll(taken.toString(), "OBS_DOWNLOAD_DIR");
    assertThat(Arrays.asList(folder.toFile().list())).containsExactly("taken");
  }

  private WorkFiles files() {
    return files(true, false);
  }

  private WorkFiles files(boolean afterSuccess, boolean afterFailure) {
    return new WorkFiles(folder.resolve("down"), folder.resolve("up"), afterSuccess, afterFailure);
  }
}
