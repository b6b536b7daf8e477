package io.serai.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.config.Settings;
import io.serai.config.SettingsException;
import io.serai.testing.Certificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What settings become client properties, and which contradict. */
class KafkaSettingsTest {

  @TempDir private static Path folder;

  private static Path keyPair;
  private static Path keyPem;

  @BeforeAll
  static void makeStores() throws Exception {
    Certificates certificates = new Certificates(folder);
    keyPair = certificates.keyPair("client");
    keyPem = certificates.pem(keyPair, folder.resolve("client.pem"), true);
  }

  private static Settings settings(String... namesAndValues) {
    Map<String, String> environment = new HashMap<>();
    environment.put("KAFKA_BOOTSTRAP_SERVERS", "one:9092,two:9093");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      environment.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return Settings.load(environment, Path.of("no-such-file.properties"), Map.of());
  }

  private static KafkaSettings kafka(String... namesAndValues) {
    return KafkaSettings.of(settings(namesAndValues));
  }

  @Test
  void should_never_commit_by_itself_when_a_consumer_is_made() {
    assertThat(kafka("KAFKA_ENABLE_AUTO_COMMIT", "true").consumer())
        .containsEntry("enable.auto.commit", false)
        .containsEntry("bootstrap.servers", "one:9092,two:9093")
        .containsEntry("group.id", "obs-workers")
        .containsEntry("auto.offset.reset", "earliest")
        .containsEntry("session.timeout.ms", 10_000)
        .containsEntry("heartbeat.interval.ms", 3_000)
        .containsEntry("max.poll.interval.ms", 300_000)
        .containsEntry("max.poll.records", 500)
        .containsEntry(
            "partition.assignment.strategy",
            "org.apache.kafka.clients.consumer.CooperativeStickyAssignor")
        .doesNotContainKey("group.instance.id");
  }

  @Test
  void should_take_group_instance_and_offset_reset_when_they_are_set() {
    assertThat(
            kafka("KAFKA_GROUP_INSTANCE_ID", "worker-3", "KAFKA_AUTO_OFFSET_RESET", "LATEST")
                .consumer())
        .containsEntry("group.instance.id", "worker-3")
        .containsEntry("auto.offset.reset", "latest");
  }

  @Test
  void should_write_once_and_to_all_when_a_producer_is_made() {
    assertThat(kafka().producer())
        .containsEntry("acks", "all")
        .containsEntry("enable.idempotence", true)
        .containsEntry("delivery.timeout.ms", 30_000);
  }

  @Test
  void should_give_each_client_a_name_of_its_own() {
    KafkaSettings kafka = kafka();

    assertThat(kafka.consumer().get("client.id"))
        .asString()
        .startsWith("serai-consumer-" + ProcessHandle.current().pid() + "-")
        .isNotEqualTo(kafka.consumer().get("client.id"));
    assertThat(kafka.admin().get("client.id")).asString().startsWith("serai-admin-");
  }

  @Test
  void should_escape_quotes_and_backslashes_when_a_password_has_them() {
    Map<String, Object> common =
        kafka(
                "KAFKA_SECURITY_PROTOCOL", "sasl_plaintext",
                "KAFKA_SASL_MECHANISM", "scram-sha-256",
                "KAFKA_SASL_USERNAME", "alice",
                "KAFKA_SASL_PASSWORD", "a\"b\\c; d")
            .common();

    assertThat(common)
        .containsEntry("security.protocol", "SASL_PLAINTEXT")
        .containsEntry("sasl.mechanism", "SCRAM-SHA-256");
    assertThat(((Password) common.get("sasl.jaas.config")).value())
        .endsWith("ScramLoginModule required username=\"alice\" password=\"a\\\"b\\\\c; d\";");
  }

  @Test
  void should_never_show_a_password_when_it_is_printed() {
    KafkaSettings kafka =
        kafka(
            "KAFKA_SECURITY_PROTOCOL", "SASL_SSL",
            "KAFKA_SASL_USERNAME", "alice",
            "KAFKA_SASL_PASSWORD", "wonderland",
            "KAFKA_SSL_KEYSTORE_LOCATION", keyPair.toString(),
            "KAFKA_SSL_KEYSTORE_PASSWORD", Certificates.PASSWORD);

    assertThat(kafka + " " + kafka.common() + kafka.consumer() + kafka.producer() + kafka.admin())
        .contains("alice")
        .doesNotContain("wonderland")
        .doesNotContain(Certificates.PASSWORD);
  }

  @Test
  void should_tell_stores_by_the_ends_of_their_names() throws Exception {
    Path trust = new Certificates(folder).trusting(keyPair, "JKS", "trust.jks");

    assertThat(
            kafka(
                    "KAFKA_SECURITY_PROTOCOL",
                    "SSL",
                    "KAFKA_SSL_TRUSTSTORE_LOCATION",
                    trust.toString(),
                    "KAFKA_SSL_TRUSTSTORE_PASSWORD",
                    Certificates.PASSWORD,
                    "KAFKA_SSL_KEYSTORE_LOCATION",
                    keyPem.toString())
                .common())
        .containsEntry("ssl.truststore.type", "JKS")
        .containsEntry("ssl.truststore.location", trust.toString())
        .containsEntry("ssl.keystore.type", "PEM")
        .doesNotContainKeys("ssl.keystore.password", "ssl.key.password");
  }

  @Test
  void should_report_everything_at_once_when_settings_contradict() {
    assertThatThrownBy(
            () ->
                kafka(
                    "KAFKA_BOOTSTRAP_SERVERS", "one:9092,two",
                    "KAFKA_SASL_USERNAME", "alice",
                    "KAFKA_SSL_KEY_PASSWORD", "secret",
                    "KAFKA_HEARTBEAT_INTERVAL_MS", "4000",
                    "KAFKA_MAX_POLL_INTERVAL_MS", "9000",
                    "KAFKA_RESULT_TOPIC", "file-processing-tasks.dlq"))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("\"two\" is not host:port")
        .hasMessageContaining("KAFKA_SASL_USERNAME is set but KAFKA_SECURITY_PROTOCOL=PLAINTEXT")
        .hasMessageContaining("KAFKA_SSL_KEY_PASSWORD is set but KAFKA_SECURITY_PROTOCOL=PLAINTEXT")
        .hasMessageContaining("KAFKA_HEARTBEAT_INTERVAL_MS=4000 is more than a third")
        .hasMessageContaining("lower it to 3333")
        .hasMessageContaining("KAFKA_SESSION_TIMEOUT_MS=10000 is above KAFKA_MAX_POLL_INTERVAL_MS")
        .hasMessageContaining("KAFKA_RESULT_TOPIC=file-processing-tasks.dlq")
        .hasMessageNotContaining("secret");
  }

  @Test
  void should_ask_for_user_and_password_when_the_protocol_needs_them() {
    assertThatThrownBy(() -> kafka("KAFKA_SECURITY_PROTOCOL", "SASL_PLAINTEXT"))
        .hasMessageContaining(
            "KAFKA_SASL_USERNAME is missing: KAFKA_SECURITY_PROTOCOL=SASL_PLAINTEXT")
        .hasMessageContaining("KAFKA_SASL_PASSWORD is missing");
  }

  @Test
  void should_ask_for_brokers_when_none_are_named() {
    Settings nothing = Settings.load(Map.of(), Path.of("no-such-file.properties"), Map.of());

    assertThatThrownBy(() -> KafkaSettings.of(nothing))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("KAFKA_BOOTSTRAP_SERVERS is missing");
    assertThat(KafkaSettings.of(nothing, "127.0.0.1:20001").bootstrapServers())
        .isEqualTo("127.0.0.1:20001");
  }

  @Test
  void should_refuse_security_when_the_broker_is_the_embedded_one() {
    Settings secure =
        Settings.load(
            Map.of("KAFKA_SECURITY_PROTOCOL", "SSL"), Path.of("no-such-file.properties"), Map.of());

    assertThatThrownBy(() -> KafkaSettings.of(secure, "127.0.0.1:20001"))
        .hasMessageContaining("KAFKA_SECURITY_PROTOCOL=SSL is set but KAFKA_BOOTSTRAP_SERVERS");
  }

  @Test
  void should_accept_an_ipv6_address_when_it_is_in_brackets() {
    assertThat(kafka("KAFKA_BOOTSTRAP_SERVERS", "[::1]:9092, other:1").bootstrapServers())
        .isEqualTo("[::1]:9092, other:1");
    assertThat(KafkaPort.of("[::1]:9092")).isEqualTo(new KafkaPort("::1", 9092));
  }

  @Test
  void should_name_the_file_when_a_store_is_missing_or_of_no_known_kind() throws Exception {
    Path strange = Files.writeString(folder.resolve("trust.txt"), "x");

    assertThatThrownBy(
            () ->
                kafka(
                    "KAFKA_SECURITY_PROTOCOL",
                    "SSL",
                    "KAFKA_SSL_TRUSTSTORE_LOCATION",
                    strange.toString(),
                    "KAFKA_SSL_KEYSTORE_LOCATION",
                    folder + "/none.p12"))
        .hasMessageContaining(strange + " must end in .pem, .p12, .pfx or .jks")
        .hasMessageContaining(folder + "/none.p12 is not a file that can be read");
  }

  @Test
  void should_say_which_password_is_wrong_or_missing_when_a_store_does_not_open() {
    assertThatThrownBy(
            () ->
                kafka(
                    "KAFKA_SECURITY_PROTOCOL", "SSL",
                    "KAFKA_SSL_KEYSTORE_LOCATION", keyPair.toString(),
                    "KAFKA_SSL_KEYSTORE_PASSWORD", "wrong"))
        .hasMessageContaining("cannot be opened")
        .hasMessageContaining("check KAFKA_SSL_KEYSTORE_PASSWORD");
    assertThatThrownBy(
            () ->
                kafka(
                    "KAFKA_SECURITY_PROTOCOL", "SSL",
                    "KAFKA_SSL_KEYSTORE_LOCATION", keyPair.toString(),
                    "KAFKA_SSL_TRUSTSTORE_PASSWORD", "alone"))
        .hasMessageContaining("KAFKA_SSL_KEYSTORE_PASSWORD is missing")
        .hasMessageContaining("KAFKA_SSL_TRUSTSTORE_PASSWORD is set but")
        .hasMessageNotContaining("alone");
  }

  @Test
  void should_explain_pem_files_when_they_cannot_serve() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty.pem"), "");
    Path noKey = new Certificates(folder).pem(keyPair, folder.resolve("no-key.pem"), false);

    assertThatThrownBy(
            () ->
                kafka(
                    "KAFKA_SECURITY_PROTOCOL", "SSL",
                    "KAFKA_SSL_TRUSTSTORE_LOCATION", empty.toString(),
                    "KAFKA_SSL_KEYSTORE_LOCATION", noKey.toString()))
        .hasMessageContaining("holds no certificate")
        .hasMessageContaining("holds no private key in PKCS #8 form");
    assertThatThrownBy(
            () ->
                kafka(
                    "KAFKA_SECURITY_PROTOCOL", "SSL",
                    "KAFKA_SSL_TRUSTSTORE_LOCATION", keyPem.toString(),
                    "KAFKA_SSL_TRUSTSTORE_PASSWORD", "x",
                    "KAFKA_SSL_KEYSTORE_LOCATION", keyPem.toString(),
                    "KAFKA_SSL_KEY_PASSWORD", "x"))
        .hasMessageContaining("KAFKA_SSL_TRUSTSTORE_PASSWORD is set but a PEM file has none")
        .hasMessageContaining("is plain: unset it");
  }
}
