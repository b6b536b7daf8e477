package io.serai.files.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.config.Settings;
import io.serai.config.SettingsException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreSettingsTest {

  private static final String OBS = "https://obs.cn-north-4.myhuaweicloud.com";

  @Test
  void should_read_the_settings_when_they_are_complete() {
    StoreSettings store =
        StoreSettings.of(
            settings(
                Map.of(
                    "OBS_SERVER", OBS,
                    "OBS_ACCESS_KEY", "AK",
                    "OBS_SECRET_KEY", "SK",
                    "OBS_REQUEST_TIMEOUT", "9",
                    "POOL_SIZE", "10")));

    assertThat(store)
        .isEqualTo(
            new StoreSettings(
                URI.create(OBS), "AK", "SK", "cn-north-4", false, Duration.ofSeconds(9)));
    assertThat(store.toString()).contains(OBS).doesNotContain("SK").doesNotContain("AK");
  }

  @ParameterizedTest
  @CsvSource({
    "https://obs.cn-north-4.myhuaweicloud.com, auto, false",
    "http://127.0.0.1:9000, auto, true",
    "http://[::1]:9000, auto, true",
    "http://localhost:9000, auto, true",
    "http://minio, auto, true",
    "https://s3.example.org, auto, false",
    "https://s3.example.org, true, true",
    "http://127.0.0.1:9000, false, false"
  })
  void should_choose_the_place_of_the_bucket(String url, String wish, boolean pathStyle) {
    Settings settings = settings(Map.of("OBS_PATH_STYLE", wish));

    assertThat(StoreSettings.of(settings, url, "AK", "SK").pathStyle()).isEqualTo(pathStyle);
  }

  @Test
  void should_name_all_that_is_missing_when_a_server_has_no_keys() {
    Settings settings = settings(Map.of("OBS_SERVER", OBS));

    assertThatThrownBy(() -> StoreSettings.of(settings))
        .isInstanceOf(SettingsException.class)
        .hasMessageContainingAll("OBS_ACCESS_KEY is missing", "OBS_SECRET_KEY is missing")
        .hasMessageNotContaining("OBS_SERVER is missing");
  }

  private static Settings settings(Map<String, String> values) {
    return Settings.load(new HashMap<>(values), Path.of("no-such-file.properties"), Map.of());
  }
}
