package io.serai.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keeps the table of settings true, and the README short. */
class ReadmeTest {

  private static final Path README = Path.of("README.md");
  private static final Path SETTINGS = Path.of("docs/settings.md");

  @Test
  void should_list_every_setting_with_its_default_and_meaning() throws IOException {
    List<String> rows =
        Files.readAllLines(SETTINGS).stream()
            .filter(line -> line.matches("\\| `[A-Z0-9_]+` \\|.*"))
            .toList();

    assertThat(rows)
        .containsExactlyElementsOf(Arrays.stream(Setting.values()).map(ReadmeTest::row).toList());
  }

  private static String row(Setting setting) {
    String value = setting.defaultValue();
    return "| `%s` | %s | %s |"
        .formatted(setting, value.isEmpty() ? "" : "`" + value + "`", setting.description());
  }

  @Test
  void should_be_readable_in_one_sitting() throws IOException {
    assertThat(Files.readAllLines(README)).hasSizeLessThan(200);
  }
}
