package io.serai.files.store;

import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.config.SettingsException;
import java.net.URI;
import java.time.Duration;

/**
 * How the object storage is reached. Immutable.
 *
 * @param endpoint address without bucket, {@code http} or {@code https}
 * @param accessKey access key
 * @param secretKey secret key
 * @param region region that requests are signed for; OBS insists that it is the bucket's
 * @param pathStyle true: the bucket is the first part of the path; false: of the host name
 * @param requestTimeout time without a byte until a transfer fails
 */
public record StoreSettings(
    URI endpoint,
    String accessKey,
    String secretKey,
    String region,
    boolean pathStyle,
    Duration requestTimeout) {

  private static final String IP_ADDRESS = "[0-9.]+|\\[.*]";

  /**
   * The object storage of the settings.
   *
   * @throws SettingsException naming which of {@code OBS_SERVER}, {@code OBS_ACCESS_KEY} and {@code
   *     OBS_SECRET_KEY} are missing
   */
  public static StoreSettings of(Settings settings) {
    settings.require(
        "the object storage",
        Setting.OBS_SERVER,
        Setting.OBS_ACCESS_KEY,
        Setting.OBS_SECRET_KEY,
        Setting.OBS_REGION);
    return of(
        settings,
        settings.text(Setting.OBS_SERVER),
        settings.text(Setting.OBS_ACCESS_KEY),
        settings.text(Setting.OBS_SECRET_KEY));
  }

  /**
   * Another object storage, such as the embedded one, with all else from the settings.
   *
   * @param url address without bucket
   */
  public static StoreSettings of(
      Settings settings, String url, String accessKey, String secretKey) {
    URI endpoint = URI.create(url);
    return new StoreSettings(
        endpoint,
        accessKey,
        secretKey,
        settings.text(Setting.OBS_REGION),
        pathStyle(settings.text(Setting.OBS_PATH_STYLE), endpoint.getHost()),
        Duration.ofSeconds(settings.number(Setting.OBS_REQUEST_TIMEOUT)));
  }

  private static boolean pathStyle(String wish, String host) {
    return wish.equals("auto")
        ? host.matches(IP_ADDRESS) || !host.contains(".")
        : Boolean.parseBoolean(wish);
  }

  /** Without the secret key, for logs. */
  @Override
  public String toString() {
    return "StoreSettings[endpoint=%s, region=%s, pathStyle=%s, requestTimeout=%s]"
        .formatted(endpoint, region, pathStyle, requestTimeout);
  }
}
