package io.serai.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.config.Settings;
import io.serai.testing.Certificates;
import io.serai.testing.KafkaRecords;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Logins and TLS against a real broker with one listener for each protocol. */
@Timeout(120)
class KafkaSecurityTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private static Path folder;

  private static SecureKafka broker;

  @BeforeAll
  static void start() throws Exception {
    broker = SecureKafka.start(folder);
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  private static KafkaSettings settings(String protocol, String... namesAndValues) {
    return settings(protocol, broker.address(protocol), namesAndValues);
  }

  private static KafkaSettings settings(String protocol, String servers, String[] namesAndValues) {
    Map<String, String> environment = new HashMap<>();
    environment.put("KAFKA_SECURITY_PROTOCOL", protocol);
    environment.put("KAFKA_BOOTSTRAP_SERVERS", servers);
    if (protocol.endsWith("SSL")) {
      environment.put("KAFKA_SSL_TRUSTSTORE_LOCATION", broker.trustPem().toString());
    }
    if (protocol.startsWith("SASL")) {
      environment.put("KAFKA_SASL_USERNAME", "admin");
      environment.put("KAFKA_SASL_PASSWORD", SecureKafka.PASSWORD);
    }
    for (int i = 0; i < namesAndValues.length; i += 2) {
      environment.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return KafkaSettings.of(
        Settings.load(environment, Path.of("no-such-file.properties"), Map.of()));
  }

  private static void requireUse(KafkaSettings settings) {
    try (KafkaTopics topics = new KafkaTopics(settings, PATIENCE)) {
      assertThat(topics.ensure()).isEmpty();
    }
    KafkaRecords records = new KafkaRecords(settings.common());
    records.send(settings.resultTopic(), "k", "v", Map.of());
    assertThat(records.receive(settings.resultTopic(), 1)).isNotEmpty();
  }

  private static void requireFailure(KafkaSettings settings, String... texts) {
    try (KafkaTopics topics = new KafkaTopics(settings, PATIENCE)) {
      assertThatThrownBy(topics::ensure)
          .isInstanceOf(KafkaAccessException.class)
          .hasMessageContainingAll(texts)
          .hasFieldOrPropertyWithValue("passing", false)
          .hasMessageNotContaining(SecureKafka.PASSWORD);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SASL_PLAINTEXT, PLAIN",
    "SASL_PLAINTEXT, SCRAM-SHA-256",
    "SASL_PLAINTEXT, SCRAM-SHA-512",
    "SASL_SSL, PLAIN",
    "SASL_SSL, SCRAM-SHA-256"
  })
  void should_work_when_user_and_password_are_right(String protocol, String mechanism) {
    requireUse(settings(protocol, "KAFKA_SASL_MECHANISM", mechanism));
  }

  @Test
  void should_work_when_the_client_shows_a_certificate_in_a_pem_file() {
    requireUse(settings("SSL", "KAFKA_SSL_KEYSTORE_LOCATION", broker.clientPem().toString()));
  }

  @Test
  void should_work_when_the_stores_are_pkcs12_and_jks() {
    requireUse(
        settings(
            "SSL",
            "KAFKA_SSL_KEYSTORE_LOCATION",
            broker.clientStore().toString(),
            "KAFKA_SSL_KEYSTORE_PASSWORD",
            Certificates.PASSWORD,
            "KAFKA_SSL_TRUSTSTORE_LOCATION",
            broker.trustJks().toString(),
            "KAFKA_SSL_TRUSTSTORE_PASSWORD",
            Certificates.PASSWORD));
  }

  @ParameterizedTest
  @CsvSource({"SASL_PLAINTEXT, PLAIN", "SASL_PLAINTEXT, SCRAM-SHA-256", "SASL_SSL, PLAIN"})
  void should_name_the_settings_when_the_password_is_wrong(String protocol, String mechanism) {
    requireFailure(
        settings(protocol, "KAFKA_SASL_MECHANISM", mechanism, "KAFKA_SASL_PASSWORD", "wrong"),
        broker.address(protocol),
        "as user admin",
        "refuses the login; check KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD");
  }

  @Test
  void should_name_the_setting_when_a_client_certificate_is_wanted() {
    requireFailure(settings("SSL"), "KAFKA_SSL_KEYSTORE_LOCATION");
  }

  @Test
  void should_name_the_setting_when_the_broker_is_not_trusted() {
    requireFailure(
        settings("SASL_SSL", "KAFKA_SSL_TRUSTSTORE_LOCATION", broker.clientPem().toString()),
        "is not trusted; check KAFKA_SSL_TRUSTSTORE_LOCATION");
  }

  @ParameterizedTest
  @CsvSource({
    "SSL,            PLAINTEXT,      does not speak TLS,       set it to PLAINTEXT",
    "SASL_SSL,       SASL_PLAINTEXT, does not speak TLS,       set it to SASL_PLAINTEXT",
    "PLAINTEXT,      SSL,            speaks TLS,               set it to SSL",
    "SASL_PLAINTEXT, SASL_SSL,       speaks TLS,               set it to SASL_SSL",
    "PLAINTEXT,      SASL_PLAINTEXT, asks for a login,         set it to SASL_PLAINTEXT",
    "SASL_PLAINTEXT, PLAINTEXT,      does not ask for a login, check KAFKA_SECURITY_PROTOCOL"
  })
  @Timeout(15)
  void should_explain_it_when_the_protocol_is_not_that_of_the_port(
      String client, String server, String what, String mend) {
    requireFailure(
        settings(client, broker.address(server), new String[0]),
        broker.address(server),
        what,
        mend);
  }

  @Test
  void should_carry_on_when_the_user_may_not_make_topics() {
    KafkaSettings guest =
        settings(
            "SASL_PLAINTEXT",
            "KAFKA_SASL_USERNAME",
            "guest",
            "KAFKA_TOPIC_TASKS",
            "secret-tasks",
            "KAFKA_RESULT_TOPIC",
            "secret-results");
    try (KafkaTopics topics = new KafkaTopics(guest, PATIENCE)) {
      assertThat(topics.ensure())
          .containsExactly("secret-tasks", "secret-tasks.dlq", "secret-results");

      assertThatThrownBy(() -> topics.backlog("g"))
          .isInstanceOf(KafkaAccessException.class)
          .hasFieldOrPropertyWithValue("passing", false)
          .hasMessageContaining("does not let user guest see")
          .hasMessageContaining("secret-tasks");
    }
    KafkaSettings open = settings("PLAINTEXT", "KAFKA_TOPIC_TASKS", "secret-tasks");
    try (KafkaTopics topics = new KafkaTopics(open, PATIENCE)) {
      assertThat(topics.backlog("g")).isZero();
    }
  }
}
