package io.serai.files;

import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.config.SettingsException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * What the {@code KAFKA_*} settings say, as properties of Kafka's own clients. Every map is new and
 * belongs to the caller; serializers are left to it, too. Immutable, thread-safe.
 *
 * <p>Offsets are never committed by the client ({@code enable.auto.commit} is always false),
 * because only Serai knows which work is finished. A request waits 15 seconds for its answer and a
 * call 30 in all, so that a lost broker is known within {@code SERAI_SHUTDOWN_TIMEOUT}.
 */
public final class KafkaSettings {

  static final String DEAD_LETTERS = ".dlq";

  private static final int REQUEST_TIMEOUT_MS = 15_000;
  private static final int CALL_TIMEOUT_MS = 30_000;
  private static final int RECONNECT_MS = 100;
  private static final int RECONNECT_MAX_MS = 2_000;
  private static final int LINGER_MS = 5;

  /** Tells the clients of this process apart, in the broker's logs and in JMX. */
  private static final AtomicInteger CLIENTS = new AtomicInteger();

  private final Settings settings;
  private final String servers;
  private final Map<String, Object> security;

  private KafkaSettings(Settings settings, String servers, Map<String, Object> security) {
    this.settings = settings;
    this.servers = servers;
    this.security = security;
  }

  /**
   * For the brokers that {@code KAFKA_BOOTSTRAP_SERVERS} names.
   *
   * @throws SettingsException naming everything that is missing or contradicts
   */
  public static KafkaSettings of(Settings settings) {
    settings.require("Kafka", Setting.KAFKA_BOOTSTRAP_SERVERS);
    return of(settings, settings.text(Setting.KAFKA_BOOTSTRAP_SERVERS));
  }

  /**
   * For the embedded broker, which has neither TLS nor passwords, or for brokers known otherwise.
   *
   * @param servers {@code host:port}, several separated by commas
   * @throws SettingsException naming everything that contradicts; without {@code
   *     KAFKA_BOOTSTRAP_SERVERS} that is any security setting, too
   */
  public static KafkaSettings of(Settings settings, String servers) {
    List<String> faults = new KafkaSettingsCheck(settings, servers).faults();
    if (!faults.isEmpty()) {
      throw new SettingsException(faults);
    }
    return new KafkaSettings(settings, servers, KafkaSecurity.properties(settings));
  }

  /** The brokers, {@code host:port}, separated by commas. */
  public String bootstrapServers() {
    return servers;
  }

  /** How brokers are spoken to, such as {@code SASL_SSL}. */
  public String securityProtocol() {
    return KafkaSecurity.protocol(settings);
  }

  boolean encrypts() {
    return KafkaSecurity.encrypts(settings);
  }

  boolean authenticates() {
    return KafkaSecurity.authenticates(settings);
  }

  /** The SASL user; empty without one. */
  public String user() {
    return settings.text(Setting.KAFKA_SASL_USERNAME);
  }

  /** Topic of the tasks. */
  public String tasksTopic() {
    return settings.text(Setting.KAFKA_TOPIC_TASKS);
  }

  /** Topic of the result notifications. */
  public String resultTopic() {
    return settings.text(Setting.KAFKA_RESULT_TOPIC);
  }

  /** Topic of tasks that cannot be read: that of the tasks with {@code .dlq} behind. */
  public String deadLetterTopic() {
    return tasksTopic() + DEAD_LETTERS;
  }

  /** The workers' consumer group. */
  public String group() {
    return settings.text(Setting.KAFKA_GROUP_ID);
  }

  /** Whether results are notified, so that the result topic is needed. */
  public boolean notifiesResults() {
    return settings.flag(Setting.KAFKA_ENABLE_PRODUCER);
  }

  /** Whether a group without offsets begins at the oldest record, rather than at new ones. */
  boolean beginsAtOldest() {
    return autoOffsetReset().equals("earliest");
  }

  private String autoOffsetReset() {
    return settings.text(Setting.KAFKA_AUTO_OFFSET_RESET).toLowerCase(Locale.ROOT);
  }

  /** Servers, security and patience, as every client needs them. */
  public Map<String, Object> common() {
    Map<String, Object> properties = new HashMap<>(security);
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, servers);
    properties.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
    properties.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, RECONNECT_MS);
    properties.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MAX_MS);
    return properties;
  }

  /** A consumer in the workers' group. With static membership there can be one a process. */
  public Map<String, Object> consumer() {
    Map<String, Object> properties = client("consumer");
    properties.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, CALL_TIMEOUT_MS);
    properties.put(ConsumerConfig.GROUP_ID_CONFIG, group());
    settings
        .optional(Setting.KAFKA_GROUP_INSTANCE_ID)
        .ifPresent(id -> properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, id));
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, autoOffsetReset());
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    properties.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    number(properties, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, Setting.KAFKA_SESSION_TIMEOUT_MS);
    number(
        properties,
        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
        Setting.KAFKA_HEARTBEAT_INTERVAL_MS);
    number(
        properties, ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, Setting.KAFKA_MAX_POLL_INTERVAL_MS);
    number(properties, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, Setting.KAFKA_MAX_POLL_RECORDS);
    return properties;
  }

  private void number(Map<String, Object> properties, String name, Setting setting) {
    properties.put(name, settings.number(setting));
  }

  /**
   * A producer whose sends, once acknowledged, are on all replicas in sync, in order and once. One
   * request at a time to a broker: the broker would take the second of a new partition although it
   * refused the first, which is then out of order until its delivery times out.
   */
  public Map<String, Object> producer() {
    Map<String, Object> properties = client("producer");
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    properties.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    properties.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MS);
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, CALL_TIMEOUT_MS);
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, CALL_TIMEOUT_MS);
    return properties;
  }

  /** An administrative client. */
  public Map<String, Object> admin() {
    Map<String, Object> properties = client("admin");
    properties.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, CALL_TIMEOUT_MS);
    return properties;
  }

  private Map<String, Object> client(String role) {
    Map<String, Object> properties = common();
    properties.put(
        CommonClientConfigs.CLIENT_ID_CONFIG,
        "serai-%s-%d-%d".formatted(role, ProcessHandle.current().pid(), CLIENTS.incrementAndGet()));
    return properties;
  }

  /** Servers, protocol and user; never a password. */
  @Override
  public String toString() {
    return "Kafka at %s, %s%s"
        .formatted(servers, securityProtocol(), user().isEmpty() ? "" : ", user " + user());
  }
}
