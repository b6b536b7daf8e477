package io.serai.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.testing.TestKafka;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Topics on a broker that lets everyone do everything, and on none at all. */
class KafkaTopicsTest {

  private static final Duration BRIEF = Duration.ofSeconds(1);

  @RegisterExtension static final TestKafka KAFKA = new TestKafka();

  private KafkaTopics topics;

  @BeforeEach
  void open() {
    topics = new KafkaTopics(KafkaSettings.of(KAFKA.settings(Map.of())));
  }

  @AfterEach
  void close() {
    topics.close();
  }

  private static List<String> names() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", KAFKA.bootstrapServers()))) {
      return admin.listTopics().names().get().stream()
          .filter(
              name ->
                  name.startsWith(KAFKA.tasksTopic() + ".")
                      || name.equals(KAFKA.tasksTopic())
                      || name.equals(KAFKA.resultTopic()))
          .sorted()
          .toList();
    }
  }

  @Test
  void should_make_the_topics_with_default_partitions_when_they_are_missing() throws Exception {
    topics.ensure();
    topics.ensure();

    assertThat(names())
        .containsExactly(KAFKA.resultTopic(), KAFKA.tasksTopic(), KAFKA.tasksTopic() + ".dlq");
    try (KafkaConsumer<String, String> consumer = KAFKA.records().consumer(Map.of())) {
      assertThat(consumer.partitionsFor(KAFKA.tasksTopic())).hasSize(8);
    }
  }

  @Test
  void should_make_only_the_missing_ones_when_some_are_there() throws Exception {
    KAFKA.send(KAFKA.tasksTopic(), "k", "kept", Map.of());

    topics.ensure();

    assertThat(names()).hasSize(3);
    assertThat(KAFKA.receive(KAFKA.tasksTopic(), 1)).hasSize(1);
  }

  @Test
  void should_make_no_result_topic_when_results_are_not_notified() throws Exception {
    Map<String, String> silent = Map.of("KAFKA_ENABLE_PRODUCER", "false");
    try (KafkaTopics two = new KafkaTopics(KafkaSettings.of(KAFKA.settings(silent)))) {
      two.ensure();
    }

    assertThat(names()).doesNotContain(KAFKA.resultTopic()).hasSize(2);
  }

  @Test
  void should_make_each_topic_once_when_several_processes_begin_at_once() throws Exception {
    List<Thread> threads =
        List.of(new Thread(topics::ensure), new Thread(topics::ensure), new Thread(topics::ensure));
    threads.forEach(Thread::start);
    topics.ensure();
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(names()).hasSize(3);
  }

  @Test
  void should_count_what_is_not_committed_when_asked_for_the_backlog() {
    assertThat(topics.backlog(KAFKA.group())).isZero();
    for (int i = 0; i < 5; i++) {
      KAFKA.send(KAFKA.tasksTopic(), "key " + i, "v", Map.of());
    }
    assertThat(topics.backlog(KAFKA.group())).isEqualTo(5);

    commitAll(2);

    assertThat(topics.backlog(KAFKA.group())).isEqualTo(5 - KAFKA.committed(KAFKA.tasksTopic()));
    assertThat(topics.backlog("another " + KAFKA.group())).isEqualTo(5);
  }

  /** As if the first two records of every partition were finished. */
  private static void commitAll(long most) {
    try (KafkaConsumer<String, String> consumer =
        KAFKA.records().consumer(Map.of("group.id", KAFKA.group()))) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(KAFKA.tasksTopic()).stream()
              .map(p -> new TopicPartition(p.topic(), p.partition()))
              .toList();
      consumer
          .endOffsets(partitions)
          .forEach(
              (partition, end) ->
                  consumer.commitSync(
                      Map.of(partition, new OffsetAndMetadata(Math.min(end, most)))));
    }
  }

  @Test
  void should_count_nothing_when_a_new_group_would_begin_at_the_end() {
    KAFKA.send(KAFKA.tasksTopic(), "k", "v", Map.of());
    Map<String, String> latest = Map.of("KAFKA_AUTO_OFFSET_RESET", "latest");

    try (KafkaTopics late = new KafkaTopics(KafkaSettings.of(KAFKA.settings(latest)))) {
      assertThat(late.backlog(KAFKA.group())).isZero();
    }
  }

  private static KafkaTopics at(String servers) {
    return new KafkaTopics(
        KafkaSettings.of(KAFKA.settings(Map.of("KAFKA_BOOTSTRAP_SERVERS", servers))), BRIEF);
  }

  @Test
  void should_name_the_servers_when_nobody_listens() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      port = socket.getLocalPort();
    }
    try (KafkaTopics nowhere = at("127.0.0.1:" + port)) {
      assertThatThrownBy(nowhere::ensure)
          .isInstanceOf(KafkaAccessException.class)
          .hasMessageStartingWith("Kafka at 127.0.0.1:" + port + " does not answer")
          .hasMessageEndingWith("check KAFKA_BOOTSTRAP_SERVERS, and that the brokers run")
          .hasFieldOrPropertyWithValue("passing", true);
      assertThatThrownBy(() -> nowhere.backlog("g"))
          .isInstanceOf(KafkaAccessException.class)
          .hasMessageContaining("127.0.0.1:" + port)
          .hasMessageContaining("does not answer")
          .hasFieldOrPropertyWithValue("passing", true);
    }
  }

  @Test
  void should_say_so_when_what_listens_never_answers() throws IOException {
    try (ServerSocket mute = new ServerSocket(0, 9, InetAddress.getByName("127.0.0.1"));
        KafkaTopics silent = at("127.0.0.1:" + mute.getLocalPort())) {
      assertThatThrownBy(silent::ensure).hasMessageContaining("does not answer");
    }
  }

  @Test
  void should_use_the_broker_that_is_up_when_another_is_down() throws Exception {
    try (KafkaTopics two = at("127.0.0.1:1," + KAFKA.bootstrapServers())) {
      two.ensure();
    }
    assertThat(names()).hasSize(3);
  }

  @Test
  void should_name_the_host_when_there_is_no_such_host() {
    try (KafkaTopics nowhere = at("no-such-host.invalid:9092")) {
      assertThatThrownBy(nowhere::ensure)
          .hasMessageContaining("no-such-host.invalid:9092: no such host");
      assertThatThrownBy(() -> nowhere.backlog("g"))
          .isInstanceOf(KafkaAccessException.class)
          .hasMessageContaining("no-such-host.invalid:9092");
    }
  }
}
