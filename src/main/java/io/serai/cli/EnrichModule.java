package io.serai.cli;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.enrich.EnrichLine;
import io.serai.enrich.EnrichSettings;
import io.serai.ops.Line;
import java.util.HashMap;
import java.util.Map;

/** The enrich line within the application. */
final class EnrichModule implements LineModule {

  private final Settings settings;
  private final EnrichLine line;

  /**
   * @throws io.serai.config.SettingsException when the settings of Coze are missing
   */
  EnrichModule(Settings settings, EnrichLine line) {
    EnrichSettings.requireCoze(settings);
    this.settings = settings;
    this.line = line;
  }

  @Override
  public String description() {
    return "%s, table %s"
        .formatted(
            settings.text(Setting.ENRICH_SCHEDULE), settings.text(Setting.ENRICH_TABLE_NAME));
  }

  @Override
  public Map<String, Object> beans() {
    return line.beans();
  }

  @Override
  public Map<String, String> properties(Extent extent) {
    Map<String, String> values = new HashMap<>(line.properties(settings));
    values.put("enrich.scheduled", String.valueOf(extent == Extent.SERVICE));
    return values;
  }

  @Override
  public Line control() {
    return line.control();
  }

  @Override
  public MeterBinder metrics() {
    return line.metrics();
  }

  @Override
  public void close() {
    line.close();
  }
}
