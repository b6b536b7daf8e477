package io.serai.cli;

import io.serai.config.Setting;
import io.serai.config.Settings;

/** What a service says once it is up. */
final class Banner {

  private Banner() {}

  static String of(Application application) {
    Settings settings = application.settings();
    String port = settings.text(Setting.SERAI_MANAGEMENT_PORT);
    String management =
        "0".equals(port)
            ? ""
            : "%n  health    http://%s:%s/observe/health%n  metrics   http://%s:%s/observe/metrics"
                .formatted(
                    settings.text(Setting.SERAI_MANAGEMENT_HOST), port,
                    settings.text(Setting.SERAI_MANAGEMENT_HOST), port);
    return "Serai is up. Ctrl-C drains and stops it.%n  database  %s%s%n  enrich    %s, table %s"
        .formatted(
            application.databaseDescription(),
            management,
            settings.text(Setting.ENRICH_SCHEDULE),
            settings.text(Setting.ENRICH_TABLE_NAME))
        .replace("%n", System.lineSeparator());
  }
}
