package io.serai.enrich;

import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.config.SettingsException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The settings of this line, typed. Immutable. */
public record EnrichSettings(
    String authorization,
    String apiVersion,
    String apiUrl,
    List<String> botIds,
    int workers,
    int batchSize,
    int maxAttempts,
    Duration requestTimeout,
    String table,
    String filterValue,
    Map<Setting, String> columns,
    boolean reuseAnswers,
    Duration pollInterval,
    Duration giveUpAfter,
    Duration longestRetryDelay) {

  private static final Map<String, String> ADDRESSES =
      Map.of(
          "v2", "https://api.coze.cn/open_api/v2/chat",
          "v3", "https://api.coze.cn/v3/chat");

  /** Reads what this line needs; nothing is insisted on, see {@link #requireCoze}. */
  public static EnrichSettings of(Settings settings) {
    String version = settings.text(Setting.COZE_API_VERSION).toLowerCase(Locale.ROOT);
    return new EnrichSettings(
        bearer(settings.text(Setting.COZE_AUTHORIZATION)),
        version,
        settings.optional(Setting.COZE_API_URL).orElse(ADDRESSES.get(version)),
        settings.list(Setting.COZE_BOT_IDS),
        settings.number(Setting.ENRICH_MAX_WORKERS),
        settings.number(Setting.ENRICH_BATCH_SIZE),
        settings.number(Setting.ENRICH_MAX_RETRIES) + 1,
        Duration.ofSeconds(settings.number(Setting.ENRICH_REQUEST_TIMEOUT)),
        settings.text(Setting.ENRICH_TABLE_NAME),
        settings.text(Setting.ENRICH_TRAIN_TYPE),
        Map.of(
            Setting.ENRICH_ID_COLUMN, settings.text(Setting.ENRICH_ID_COLUMN),
            Setting.ENRICH_FILTER_COLUMN, settings.text(Setting.ENRICH_FILTER_COLUMN),
            Setting.ENRICH_INPUT_COLUMN, settings.text(Setting.ENRICH_INPUT_COLUMN),
            Setting.ENRICH_OUTPUT_COLUMN, settings.text(Setting.ENRICH_OUTPUT_COLUMN),
            Setting.ENRICH_TIME_COLUMN, settings.text(Setting.ENRICH_TIME_COLUMN),
            Setting.ENRICH_BOT_COLUMN, settings.text(Setting.ENRICH_BOT_COLUMN)),
        settings.flag(Setting.ENRICH_REUSE_ANSWERS),
        Duration.ofSeconds(settings.number(Setting.ENRICH_POLL_INTERVAL)),
        Duration.ofSeconds(settings.number(Setting.ENRICH_GIVE_UP_AFTER)),
        Duration.ofSeconds(settings.number(Setting.SERAI_RETRY_DELAY_MAX)));
  }

  /** Whether all is set that a run needs. */
  public static boolean configured(Settings settings) {
    return settings.has(Setting.COZE_AUTHORIZATION) && settings.has(Setting.COZE_BOT_IDS);
  }

  /** Insists on what a run needs. */
  public static void requireCoze(Settings settings) {
    settings.require("the enrich line", Setting.COZE_AUTHORIZATION, Setting.COZE_BOT_IDS);
    if (settings.list(Setting.COZE_BOT_IDS).isEmpty()) {
      throw new SettingsException("COZE_BOT_IDS holds commas alone: name at least one bot");
    }
  }

  /** The token may be given with or without the word Bearer (requirement 000 gives it with). */
  private static String bearer(String token) {
    String bare = token.replaceFirst("(?i)^bearer\\s+", "").trim();
    return bare.isEmpty() ? "" : "Bearer " + bare;
  }

  String column(Setting setting) {
    return columns.get(setting);
  }

  /** Name of the kamelet that speaks the chosen API version. */
  public String kamelet() {
    return "v3".equals(apiVersion) ? "coze-chat-v3-action" : "coze-chat-action";
  }

  Optional<String> tableSchema() {
    return table.contains(".") ? Optional.of(table.split("\\.")[0]) : Optional.empty();
  }
}
