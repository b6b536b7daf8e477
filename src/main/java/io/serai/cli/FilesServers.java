package io.serai.cli;

import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.config.SettingsException;
import io.serai.dev.EmbeddedKafka;
import io.serai.dev.EmbeddedStore;
import io.serai.files.KafkaSettings;
import io.serai.files.store.StoreSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Kafka and the object storage: those that the settings name, else embedded ones. */
final class FilesServers implements AutoCloseable {

  private final Settings settings;
  private EmbeddedKafka embeddedKafka;
  private EmbeddedStore embeddedStore;

  FilesServers(Settings settings) {
    this.settings = settings;
  }

  /**
   * How to reach Kafka.
   *
   * @throws SettingsException when settings contradict each other, or the embedded one cannot start
   */
  synchronized KafkaSettings kafka() {
    if (settings.has(Setting.KAFKA_BOOTSTRAP_SERVERS)) {
      return KafkaSettings.of(settings);
    }
    try {
      if (embeddedKafka == null) {
        embeddedKafka = EmbeddedKafka.start(home("kafka"));
      }
      return KafkaSettings.of(settings, embeddedKafka.bootstrapServers());
    } catch (IOException e) {
      throw new SettingsException(e.getMessage());
    }
  }

  /**
   * How to reach the object storage.
   *
   * @throws SettingsException when settings are missing, or the embedded one cannot start
   */
  synchronized StoreSettings store() {
    if (settings.has(Setting.OBS_SERVER)) {
      return StoreSettings.of(settings);
    }
    for (Setting alone : List.of(Setting.OBS_ACCESS_KEY, Setting.OBS_SECRET_KEY)) {
      if (settings.has(alone)) {
        throw new SettingsException(
            alone
                + " is set but OBS_SERVER is not: set OBS_SERVER, or unset it for the embedded one");
      }
    }
    try {
      if (embeddedStore == null) {
        embeddedStore = EmbeddedStore.start(home("store"));
        embeddedStore.createBucket(settings.text(Setting.OBS_SOURCE_BUCKET));
        embeddedStore.createBucket(settings.text(Setting.OBS_DEST_BUCKET));
      }
      return StoreSettings.of(
          settings, embeddedStore.url(), embeddedStore.accessKey(), embeddedStore.secretKey());
    } catch (IOException e) {
      throw new SettingsException(e.getMessage());
    }
  }

  private Path home(String name) {
    return Path.of(settings.text(Setting.SERAI_DATA_DIR), name);
  }

  /** Where both are, for a person. */
  synchronized String description() {
    String kafka =
        embeddedKafka == null
            ? settings.text(Setting.KAFKA_BOOTSTRAP_SERVERS)
            : "embedded Kafka on " + embeddedKafka.bootstrapServers();
    String store =
        embeddedStore == null
            ? settings.text(Setting.OBS_SERVER)
            : "embedded object store on " + embeddedStore.url();
    return kafka + ", " + store;
  }

  @Override
  public synchronized void close() {
    if (embeddedStore != null) {
      embeddedStore.close();
    }
    if (embeddedKafka != null) {
      embeddedKafka.close();
    }
  }
}
