package io.serai.cache;

import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.config.SettingsException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * How ClickHouse is reached over HTTP. Immutable.
 *
 * @param url address with path but without user, password and parameters; {@code http} or {@code
 *     https}, on the port that it names, else 80 or 443
 * @param user user; {@code default} where none is named
 * @param password password; may be empty
 * @param database database of unqualified tables
 * @param timeout time that a query may take
 */
public record ClickHouseSettings(
    String url, String user, String password, String database, Duration timeout) {

  /** What network and server may take on top of the query itself. */
  static final Duration GRACE = Duration.ofSeconds(5);

  private static final String DEFAULT_USER = "default";

  /**
   * The ClickHouse of the settings. {@code CLICKHOUSE_USER} and {@code CLICKHOUSE_PASSWORD} win
   * over those in {@code CLICKHOUSE_URL}, where they are percent-encoded.
   *
   * @throws SettingsException when the address has parameters
   */
  public static ClickHouseSettings of(Settings settings) {
    return of(settings, settings.text(Setting.CLICKHOUSE_URL));
  }

  /** As {@link #of(Settings)} at another address, such as the embedded one's. */
  public static ClickHouseSettings of(Settings settings, String address) {
    URI uri = URI.create(address);
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new SettingsException(
          "CLICKHOUSE_URL has parameters (? or #), which are not used: name the database in"
              + " CLICKHOUSE_DATABASE and settings in the user's profile");
    }
    String[] login =
        uri.getRawUserInfo() == null ? new String[0] : uri.getRawUserInfo().split(":", 2);
    String user = settings.optional(Setting.CLICKHOUSE_USER).orElse(part(login, 0));
    String password = settings.optional(Setting.CLICKHOUSE_PASSWORD).orElse(part(login, 1));
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return new ClickHouseSettings(
        uri.getScheme() + "://" + uri.getHost() + port + uri.getRawPath(),
        user.isEmpty() ? DEFAULT_USER : user,
        password,
        settings.text(Setting.CLICKHOUSE_DATABASE),
        Duration.ofMillis(settings.number(Setting.JOB_CH_TIMEOUT_MS)));
  }

  private static String part(String[] login, int index) {
    // a plus sign is no blank in this part of an address
    return index < login.length
        ? URLDecoder.decode(login[index].replace("+", "%2B"), StandardCharsets.UTF_8)
        : "";
  }

  /** Milliseconds that an answer may be waited for: the query's time and some for the way. */
  public long requestTimeoutMs() {
    return timeout.plus(GRACE).toMillis();
  }

  /** Without the password, for logs. */
  @Override
  public String toString() {
    return "ClickHouseSettings[url=%s, user=%s, database=%s, timeout=%s]"
        .formatted(url, user, database, timeout);
  }
}
