package io.serai.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.testing.KafkaRecords;
import io.serai.testing.KafkaRecords.Received;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One folder, several processes, some of which are killed. */
class EmbeddedKafkaProcessesTest {

  private static final int HEAP_MEGABYTES = 64;

  @TempDir private Path home;

  private KafkaProcess startProcess() throws IOException {
    return KafkaProcess.start(home, HEAP_MEGABYTES);
  }

  @Test
  void should_lead_another_process_here_when_this_one_serves() throws Exception {
    try (EmbeddedKafka kafka = EmbeddedKafka.start(home);
        KafkaProcess other = startProcess()) {
      assertThat(kafka.isServing()).isTrue();
      assertThat(other.bootstrapServers()).isEqualTo(kafka.bootstrapServers());
    }
  }

  @Test
  void should_take_over_on_the_same_address_when_the_serving_process_is_killed() throws Exception {
    try (KafkaProcess first = startProcess();
        EmbeddedKafka kafka = EmbeddedKafka.start(home)) {
      KafkaRecords records = new KafkaRecords(first.bootstrapServers());
      records.send("t", "k", "before", Map.of());
      assertThat(kafka.isServing()).isFalse();

      first.kill();

      await().atMost(Duration.ofSeconds(60)).until(kafka::isServing);
      assertThat(kafka.bootstrapServers()).isEqualTo(first.bootstrapServers());
      records.send("t", "k", "after", Map.of());
      assertThat(records.receive("t", 2))
          .extracting(Received::value)
          .containsExactly("before", "after");
    }
  }

  @Test
  void should_take_over_when_the_serving_process_ends_orderly() throws Exception {
    try (KafkaProcess first = startProcess();
        EmbeddedKafka kafka = EmbeddedKafka.start(home)) {
      first.stop();

      await().atMost(Duration.ofSeconds(60)).until(kafka::isServing);
    }
  }

  @Test
  void should_stop_the_broker_cleanly_when_its_process_is_asked_to_end() throws Exception {
    startProcess().close();

    assertThat(home.resolve("data/.kafka_cleanshutdown")).exists();
    assertThat(home.resolve("address")).doesNotExist();
  }

  @Test
  void should_not_stand_by_any_more_when_it_is_closed() throws Exception {
    try (KafkaProcess first = startProcess()) {
      EmbeddedKafka kafka = EmbeddedKafka.start(home);
      kafka.close();
      first.kill();
      assertThat(kafka.isServing()).isFalse();
      assertThat(Thread.getAllStackTraces().keySet())
          .noneMatch(thread -> thread.getName().equals("kafka-standby"));
    }
  }

  @Test
  void should_keep_acknowledged_records_when_two_brokers_in_a_row_are_killed() throws Exception {
    String address;
    try (KafkaProcess first = startProcess()) {
      address = first.bootstrapServers();
      new KafkaRecords(address).send("t", "k", "one", Map.of());
      first.kill();
    }
    try (KafkaProcess second = startProcess()) {
      assertThat(second.bootstrapServers()).isEqualTo(address);
      new KafkaRecords(address).send("t", "k", "two", Map.of());
      second.kill();
    }
    try (EmbeddedKafka third = EmbeddedKafka.start(home)) {
      assertThat(third.bootstrapServers()).isEqualTo(address);
      assertThat(new KafkaRecords(address).receive("t", 2))
          .extracting(Received::value)
          .containsExactly("one", "two");
    }
  }
}
