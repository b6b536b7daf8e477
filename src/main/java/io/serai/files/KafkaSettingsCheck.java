package io.serai.files;

import io.serai.config.Setting;
import io.serai.config.Settings;
import java.util.ArrayList;
import java.util.List;

/** Finds Kafka settings that are each allowed but do not go together. */
final class KafkaSettingsCheck {

  private static final List<Setting> SASL =
      List.of(Setting.KAFKA_SASL_USERNAME, Setting.KAFKA_SASL_PASSWORD);
  private static final List<Setting> TLS =
      List.of(
          Setting.KAFKA_SSL_TRUSTSTORE_LOCATION,
          Setting.KAFKA_SSL_TRUSTSTORE_PASSWORD,
          Setting.KAFKA_SSL_KEYSTORE_LOCATION,
          Setting.KAFKA_SSL_KEYSTORE_PASSWORD,
          Setting.KAFKA_SSL_KEY_PASSWORD);

  private static final int HEARTBEATS_PER_SESSION = 3;

  private final Settings settings;
  private final String servers;
  private final List<String> faults = new ArrayList<>();

  KafkaSettingsCheck(Settings settings, String servers) {
    this.settings = settings;
    this.servers = servers;
  }

  /** Every fault there is, each with the way to mend it. */
  List<String> faults() {
    checkServers();
    checkSasl();
    checkTls();
    checkTimes();
    checkTopics();
    return List.copyOf(faults);
  }

  private void checkServers() {
    for (String server : servers.split(",", -1)) {
      if (!server.strip().matches("(\\[[0-9A-Fa-f:.%]+]|[^\\s:/\\[\\]]+):[1-9][0-9]{0,4}")) {
        faults.add(
            "KAFKA_BOOTSTRAP_SERVERS: \"%s\" is not host:port; such as kafka1:9092,kafka2:9092"
                .formatted(server.strip()));
      }
    }
    if (!settings.has(Setting.KAFKA_BOOTSTRAP_SERVERS) && !protocol().equals("PLAINTEXT")) {
      faults.add(
          "KAFKA_SECURITY_PROTOCOL="
              + protocol()
              + " is set but KAFKA_BOOTSTRAP_SERVERS is not: name your brokers there, or unset it"
              + " for the embedded one");
    }
  }

  private void checkSasl() {
    for (Setting setting : SASL) {
      if (KafkaSecurity.authenticates(settings)) {
        if (!settings.has(setting)) {
          faults.add(
              "%s is missing: KAFKA_SECURITY_PROTOCOL=%s needs it".formatted(setting, protocol()));
        }
      } else if (settings.has(setting)) {
        faults.add(
            "%s is set but KAFKA_SECURITY_PROTOCOL=%s does not use it: set SASL_SSL or SASL_PLAINTEXT, or unset it"
                .formatted(setting, protocol()));
      }
    }
  }

  private void checkTls() {
    if (!KafkaSecurity.encrypts(settings)) {
      TLS.stream()
          .filter(settings::has)
          .forEach(
              setting ->
                  faults.add(
                      "%s is set but KAFKA_SECURITY_PROTOCOL=%s does not use TLS: set SSL or SASL_SSL, or unset it"
                          .formatted(setting, protocol())));
      return;
    }
    String keyPassword = settings.text(Setting.KAFKA_SSL_KEY_PASSWORD);
    KafkaStore.trust(settings)
        .ifPresentOrElse(
            store -> store.fault(false, keyPassword).ifPresent(faults::add),
            () ->
                alone(
                    Setting.KAFKA_SSL_TRUSTSTORE_PASSWORD, Setting.KAFKA_SSL_TRUSTSTORE_LOCATION));
    KafkaStore.key(settings)
        .ifPresentOrElse(
            store -> store.fault(true, keyPassword).ifPresent(faults::add),
            () -> {
              alone(Setting.KAFKA_SSL_KEYSTORE_PASSWORD, Setting.KAFKA_SSL_KEYSTORE_LOCATION);
              alone(Setting.KAFKA_SSL_KEY_PASSWORD, Setting.KAFKA_SSL_KEYSTORE_LOCATION);
            });
  }

  private void alone(Setting password, Setting location) {
    if (settings.has(password)) {
      faults.add(
          "%s is set but %s is not: name the file, or unset it".formatted(password, location));
    }
  }

  private void checkTimes() {
    int session = settings.number(Setting.KAFKA_SESSION_TIMEOUT_MS);
    int heartbeat = settings.number(Setting.KAFKA_HEARTBEAT_INTERVAL_MS);
    int poll = settings.number(Setting.KAFKA_MAX_POLL_INTERVAL_MS);
    if ((long) heartbeat * HEARTBEATS_PER_SESSION > session) {
      faults.add(
          ("KAFKA_HEARTBEAT_INTERVAL_MS=%d is more than a third of KAFKA_SESSION_TIMEOUT_MS=%d:"
                  + " one lost heartbeat would end the session; lower it to %d, or raise the other")
              .formatted(heartbeat, session, Math.max(1, session / HEARTBEATS_PER_SESSION)));
    }
    if (session > poll) {
      faults.add(
          ("KAFKA_SESSION_TIMEOUT_MS=%d is above KAFKA_MAX_POLL_INTERVAL_MS=%d:"
                  + " lower it or raise the other")
              .formatted(session, poll));
    }
  }

  private void checkTopics() {
    String tasks = settings.text(Setting.KAFKA_TOPIC_TASKS);
    String results = settings.text(Setting.KAFKA_RESULT_TOPIC);
    if (results.equals(tasks) || results.equals(tasks + KafkaSettings.DEAD_LETTERS)) {
      faults.add(
          "KAFKA_RESULT_TOPIC=%s is the topic of the tasks, or of those that cannot be read: give it another name"
              .formatted(results));
    }
    if (!settings.has(Setting.KAFKA_GROUP_ID)) {
      faults.add("KAFKA_GROUP_ID is empty: name the group of the workers, such as obs-workers");
    }
  }

  private String protocol() {
    return KafkaSecurity.protocol(settings);
  }
}
