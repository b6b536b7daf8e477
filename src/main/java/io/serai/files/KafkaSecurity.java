package io.serai.files;

import io.serai.config.Setting;
import io.serai.config.Settings;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;

/** The client properties of authentication and TLS. */
final class KafkaSecurity {

  private static final String PLAIN_LOGIN =
      "org.apache.kafka.common.security.plain.PlainLoginModule";
  private static final String SCRAM_LOGIN =
      "org.apache.kafka.common.security.scram.ScramLoginModule";

  private KafkaSecurity() {}

  static boolean authenticates(Settings settings) {
    return protocol(settings).startsWith("SASL_");
  }

  static boolean encrypts(Settings settings) {
    return protocol(settings).endsWith("SSL");
  }

  static String protocol(Settings settings) {
    return settings.text(Setting.KAFKA_SECURITY_PROTOCOL).toUpperCase(Locale.ROOT);
  }

  /** Of settings without contradictions. */
  static Map<String, Object> properties(Settings settings) {
    Map<String, Object> properties = new HashMap<>();
    properties.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, protocol(settings));
    if (authenticates(settings)) {
      String mechanism = settings.text(Setting.KAFKA_SASL_MECHANISM).toUpperCase(Locale.ROOT);
      properties.put(SaslConfigs.SASL_MECHANISM, mechanism);
      properties.put(SaslConfigs.SASL_JAAS_CONFIG, jaas(settings, mechanism));
    }
    if (encrypts(settings)) {
      KafkaStore.trust(settings).ifPresent(store -> trust(properties, store));
      KafkaStore.key(settings).ifPresent(store -> key(properties, store, settings));
    }
    return properties;
  }

  private static Password jaas(Settings settings, String mechanism) {
    return new Password(
        "%s required username=\"%s\" password=\"%s\";"
            .formatted(
                mechanism.equals("PLAIN") ? PLAIN_LOGIN : SCRAM_LOGIN,
                quoted(settings.text(Setting.KAFKA_SASL_USERNAME)),
                quoted(settings.text(Setting.KAFKA_SASL_PASSWORD))));
  }

  /** Kafka reads these texts with a {@link java.io.StreamTokenizer}. */
  private static String quoted(String text) {
    return text.replace("\\", "\\\\")
        .replace("\"", "\\\"")
        .replace("\n", "\\n")
        .replace("\r", "\\r");
  }

  private static void trust(Map<String, Object> properties, KafkaStore store) {
    properties.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, store.type().orElseThrow());
    properties.put(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, store.file().toString());
    password(properties, SslConfigs.SSL_TRUSTSTORE_PASSWORD_CONFIG, store.password());
  }

  private static void key(Map<String, Object> properties, KafkaStore store, Settings settings) {
    properties.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, store.type().orElseThrow());
    properties.put(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG, store.file().toString());
    password(properties, SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG, store.password());
    password(
        properties,
        SslConfigs.SSL_KEY_PASSWORD_CONFIG,
        settings.text(Setting.KAFKA_SSL_KEY_PASSWORD));
  }

  private static void password(Map<String, Object> properties, String name, String value) {
    if (!value.isEmpty()) {
      properties.put(name, new Password(value));
    }
  }
}
