package io.serai.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlFilesTest {

  private static final Map<String, String> NAMES =
      Map.of(
          "table",
          "\"t\"",
          "filter",
          "\"f\"",
          "filterType",
          "text",
          "output",
          "\"o$1\\\"",
          "time",
          "\"p\"");

  @Test
  void should_load_the_shipped_file_when_there_is_no_folder() {
    assertThat(new SqlFiles(Optional.empty()).load("enrich", "counts", NAMES))
        .contains("FROM \"t\" WHERE \"f\" = CAST(:filter AS text)")
        .contains("\"o$1\\\" IS NOT NULL")
        .doesNotContain("${");
  }

  @Test
  void should_load_the_users_file_when_the_folder_has_one(@TempDir Path folder) throws IOException {
    write(folder, "SELECT 岗位 FROM ${table}");
    assertThat(new SqlFiles(Optional.of(folder)).load("enrich", "counts", NAMES))
        .isEqualTo("SELECT 岗位 FROM \"t\"");
  }

  @Test
  void should_read_it_again_each_time_when_the_user_edits_it(@TempDir Path folder)
      throws IOException {
    SqlFiles files = new SqlFiles(Optional.of(folder));
    write(folder, "one");
    assertThat(files.load("enrich", "counts", NAMES)).isEqualTo("one");
    write(folder, "two");
    assertThat(files.load("enrich", "counts", NAMES)).isEqualTo("two");
  }

  @Test
  void should_fall_back_to_the_shipped_file_when_the_folder_has_none(@TempDir Path folder) {
    assertThat(new SqlFiles(Optional.of(folder)).load("enrich", "counts", NAMES))
        .contains("unanswered");
  }

  @Test
  void should_name_the_file_and_what_is_known_when_a_name_is_unknown(@TempDir Path folder)
      throws IOException {
    write(folder, "SELECT ${tabel}");
    assertThatThrownBy(() -> new SqlFiles(Optional.of(folder)).load("enrich", "counts", NAMES))
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll("counts.sql", "${tabel}", "table", "filterType");
  }

  @Test
  void should_name_the_file_when_it_cannot_be_read(@TempDir Path folder) throws IOException {
    Files.createDirectories(folder.resolve("enrich").resolve("counts.sql"));
    assertThatThrownBy(() -> new SqlFiles(Optional.of(folder)).load("enrich", "counts", NAMES))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("counts.sql");
  }

  private static void write(Path folder, String sql) throws IOException {
    Path file = folder.resolve("enrich").resolve("counts.sql");
    Files.createDirectories(file.getParent());
    Files.writeString(file, sql);
  }
}
