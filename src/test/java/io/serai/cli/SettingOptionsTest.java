package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.config.Setting;
import io.serai.config.Settings;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a command that stands alone takes of the environment. */
class SettingOptionsTest {

  private static final Path NO_FILE = Path.of("no-such.properties");
  private static final Map<String, String> HARMLESS =
      Map.of(
          "SERAI_ENV", "production",
          "SERAI_LOG_DIR", "elsewhere",
          "SERAI_LOG_LEVEL", "debug",
          "SERAI_LOG_FORMAT", "json",
          "SERAI_MANAGEMENT_HOST", "127.0.0.2",
          "SERAI_MANAGEMENT_PORT", "0");

  /** Every setting has a value that another server, folder or table would have, or none could. */
  private static Map<String, String> environment() {
    return Arrays.stream(Setting.values())
        .collect(
            Collectors.toMap(Setting::name, each -> HARMLESS.getOrDefault(each.name(), "user's")));
  }

  private static Settings demo(Map<String, String> environment) {
    SettingOptions options = new SettingOptions();
    DemoCommand.own(options, "http://127.0.0.1:1");
    return options.load(environment, NO_FILE);
  }

  @Test
  void should_give_the_demo_nothing_but_logging_and_port_when_all_is_set() {
    Settings calm = demo(Map.of());
    Settings settings = demo(environment());

    Set<String> different =
        Arrays.stream(Setting.values())
            .filter(each -> !settings.text(each).equals(calm.text(each)))
            .map(Setting::name)
            .collect(Collectors.toSet());
    assertThat(different).isEqualTo(HARMLESS.keySet());
    HARMLESS.forEach(
        (name, value) -> assertThat(settings.text(Setting.valueOf(name))).isEqualTo(value));
  }

  @Test
  void should_keep_what_the_command_gives_when_it_stands_alone() {
    SettingOptions options = new SettingOptions();
    options.put(Setting.POOL_SIZE, 7);
    options.standAlone();
    options.put(Setting.OBS_REGION, "later");

    Settings settings = options.load(environment(), NO_FILE);

    assertThat(settings.number(Setting.POOL_SIZE)).isEqualTo(7);
    assertThat(settings.text(Setting.OBS_REGION)).isEqualTo("later");
  }
}
