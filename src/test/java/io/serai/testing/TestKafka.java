package io.serai.testing;

import io.serai.config.Settings;
import io.serai.dev.EmbeddedKafka;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Gives tests a real Kafka: one broker for all tests of the JVM, which starts with the first and
 * stops after the last, and names of topics and a group that no other test has. The broker makes
 * topics on first use, with 8 partitions.
 *
 * <pre>
 * &#64;RegisterExtension static final TestKafka KAFKA = new TestKafka();
 * </pre>
 */
public final class TestKafka implements BeforeAllCallback, BeforeEachCallback {

  private static final Namespace NAMESPACE = Namespace.create(TestKafka.class);
  private static final AtomicInteger NAMES = new AtomicInteger();

  private EmbeddedKafka broker;
  private int name;

  @Override
  public void beforeAll(ExtensionContext context) {
    open(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    open(context);
  }

  private void open(ExtensionContext context) {
    broker =
        context
            .getRoot()
            .getStore(NAMESPACE)
            .getOrComputeIfAbsent(TestBroker.class, key -> new TestBroker(), TestBroker.class)
            .kafka();
    name = NAMES.incrementAndGet();
  }

  /** Where clients connect to. */
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  /** This test's topic of tasks. */
  public String tasksTopic() {
    return "tasks-" + name;
  }

  /** This test's topic of results. */
  public String resultTopic() {
    return "results-" + name;
  }

  /** This test's consumer group. */
  public String group() {
    return "group-" + name;
  }

  /** Environment variables that lead a process to this broker and this test's names. */
  public Map<String, String> environment() {
    return Map.of(
        "KAFKA_BOOTSTRAP_SERVERS", bootstrapServers(),
        "KAFKA_TOPIC_TASKS", tasksTopic(),
        "KAFKA_RESULT_TOPIC", resultTopic(),
        "KAFKA_GROUP_ID", group());
  }

  /** Settings that lead there, with more of them, or others, by the names of their variables. */
  public Settings settings(Map<String, String> more) {
    Map<String, String> all = new HashMap<>(environment());
    all.putAll(more);
    return Settings.load(all, Path.of("no-such-file.properties"), Map.of());
  }

  /** A client of this broker. */
  public KafkaRecords records() {
    return new KafkaRecords(bootstrapServers());
  }

  /** Appends one record and waits until it is stored. */
  public void send(String topic, String key, String value, Map<String, String> headers) {
    records().send(topic, key, value, headers);
  }

  /** Waits for so many records of a topic, from its beginning, and returns all that came. */
  public List<KafkaRecords.Received> receive(String topic, int count) {
    return records().receive(topic, count);
  }

  /** What this test's group has committed of a topic, summed over the partitions. */
  public long committed(String topic) {
    return records().committed(group(), topic);
  }
}
