package io.serai.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serai.testing.KafkaRecords;
import io.serai.testing.KafkaRecords.Received;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One broker, started and stopped in this JVM. */
class EmbeddedKafkaTest {

  @TempDir private Path home;

  private final List<EmbeddedKafka> opened = new ArrayList<>();

  private EmbeddedKafka start() throws IOException {
    EmbeddedKafka kafka = EmbeddedKafka.start(home);
    opened.add(kafka);
    return kafka;
  }

  @AfterEach
  void closeAll() {
    opened.forEach(EmbeddedKafka::close);
  }

  @Test
  void should_keep_address_records_and_offsets_when_it_is_started_again() throws Exception {
    EmbeddedKafka first = start();
    KafkaRecords records = new KafkaRecords(first.bootstrapServers());
    records.send("t", "k", "one", Map.of("h", "ä"));
    records.send("t", "k", "two", Map.of());
    assertThat(consume(records, "t", 2)).containsExactly("one", "two");
    first.close();

    EmbeddedKafka second = start();

    assertThat(second.bootstrapServers()).isEqualTo(first.bootstrapServers());
    records.send("t", "k", "three", Map.of());
    assertThat(consume(records, "t", 1)).containsExactly("three");
    assertThat(records.committed("g", "t")).isEqualTo(3);
    assertThat(records.receive("t", 3).get(0).headers()).containsExactly(Map.entry("h", "ä"));
  }

  /** In the group {@code g}, which commits what it got and leaves. */
  private static List<String> consume(KafkaRecords records, String topic, int count) {
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer = records.consumer(group())) {
      consumer.subscribe(List.of(topic));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                consumer.poll(Duration.ofMillis(100)).forEach(r -> values.add(r.value()));
                return values.size() >= count;
              });
      consumer.commitSync();
    }
    return values;
  }

  private static Map<String, Object> group() {
    return Map.of(
        ConsumerConfig.GROUP_ID_CONFIG, "g",
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false,
        ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
  }

  @Test
  void should_hide_records_when_their_transaction_is_aborted() throws Exception {
    EmbeddedKafka kafka = start();
    Map<String, Object> properties =
        Map.of(
            "bootstrap.servers", kafka.bootstrapServers(),
            "transactional.id", "tx",
            "compression.type", "lz4");
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("t", "k", "aborted"));
      producer.abortTransaction();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("t", "k", "committed"));
      producer.commitTransaction();
    }

    assertThat(consume(new KafkaRecords(kafka.bootstrapServers()), "t", 1))
        .containsExactly("committed");
  }

  @Test
  void should_share_the_partitions_when_a_group_has_two_members() throws Exception {
    KafkaRecords records = new KafkaRecords(start().bootstrapServers());
    records.send("t", "k", "v", Map.of());
    try (KafkaConsumer<String, String> one = records.consumer(group());
        KafkaConsumer<String, String> other = records.consumer(group())) {
      one.subscribe(List.of("t"));
      other.subscribe(List.of("t"));

      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                one.poll(Duration.ofMillis(50));
                other.poll(Duration.ofMillis(50));
                return one.assignment().size() == 4 && other.assignment().size() == 4;
              });
    }
  }

  @Test
  void should_serve_on_when_one_of_two_users_leaves() throws Exception {
    EmbeddedKafka first = start();
    EmbeddedKafka second = start();

    first.close();
    first.close();

    assertThat(second.bootstrapServers()).isEqualTo(first.bootstrapServers());
    KafkaRecords records = new KafkaRecords(second.bootstrapServers());
    records.send("t", "k", "v", Map.of());
    assertThat(records.receive("t", 1)).extracting(Received::value).containsExactly("v");
  }

  @Test
  void should_leave_no_thread_and_no_lock_when_it_is_closed() throws Exception {
    start().close();
    Set<Thread> before = threads();

    start().close();

    // those of other tests may end meanwhile, and Kafka's own need a moment
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(threads()).isSubsetOf(before));
    try (LockFile lock = LockFile.tryExclusive(home.resolve("broker.lock")).orElseThrow()) {
      assertThat(lock).isNotNull();
    }
    assertThat(home.resolve("address")).doesNotExist();
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getThreadGroup() != null)
        .filter(thread -> thread.getThreadGroup().getName().equals("main"))
        .filter(thread -> !thread.getName().startsWith("awaitility"))
        .collect(Collectors.toSet());
  }

  @Test
  void should_complete_and_stay_interrupted_when_an_interrupted_thread_closes_it()
      throws Exception {
    EmbeddedKafka kafka = start();

    Thread.currentThread().interrupt();
    kafka.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(start().bootstrapServers()).isEqualTo(kafka.bootstrapServers());
  }

  @Test
  void should_take_another_port_when_the_remembered_one_is_taken() throws Exception {
    start().close();
    int remembered = Integer.parseInt(Files.readString(home.resolve("port")).strip());
    try (ServerSocket other = new ServerSocket(remembered, 1, InetAddress.getByName("127.0.0.1"))) {
      EmbeddedKafka kafka = start();

      assertThat(kafka.bootstrapServers()).doesNotEndWith(":" + other.getLocalPort());
      KafkaRecords records = new KafkaRecords(kafka.bootstrapServers());
      records.send("t", "k", "v", Map.of());
      assertThat(records.receive("t", 1)).hasSize(1);
    }
  }

  @Test
  void should_name_the_port_and_start_later_when_the_wanted_one_is_taken() throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      assertThatThrownBy(() -> EmbeddedKafka.start(home, other.getLocalPort()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("port " + other.getLocalPort() + " on 127.0.0.1 is taken")
          .hasMessageContaining("KAFKA_BOOTSTRAP_SERVERS");
    }
    assertThat(start().isServing()).isTrue();
  }

  @Test
  void should_start_when_lock_address_and_port_files_are_damaged() throws Exception {
    for (String name : List.of("broker.lock", "address", "port", "controller-port")) {
      Files.writeString(home.resolve(name), "no\u0000nsense");
    }

    EmbeddedKafka kafka = start();

    assertThat(Files.readString(home.resolve("address")))
        .isEqualTo(kafka.bootstrapServers() + "\n");
  }

  @Test
  void should_name_the_lock_file_when_it_cannot_be_opened() throws Exception {
    Files.createDirectory(home.resolve("broker.lock"));

    assertThatThrownBy(this::start)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(home.toString())
        .hasMessageContaining("broker.lock");
  }

  @Test
  void should_say_why_when_the_data_is_damaged() throws Exception {
    start().close();
    Files.writeString(home.resolve("data/meta.properties"), "version=1\n");

    assertThatThrownBy(this::start)
        .isInstanceOf(IOException.class)
        .hasMessageContaining(home.resolve("data").toString())
        .hasMessageContaining("meta.properties");
  }

  @Test
  void should_keep_the_process_when_the_broker_wants_to_end_it() throws Exception {
    start();

    assertThatThrownBy(() -> Exit.halt(1, "disk failure")).hasMessageContaining("disk failure");
    assertThatThrownBy(() -> Exit.exit(1)).hasMessageContaining("Kafka broker has failed");
  }
}
