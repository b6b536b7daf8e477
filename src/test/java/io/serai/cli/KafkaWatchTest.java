package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.testing.LogLines;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Brokers that are away at the start and come later. */
class KafkaWatchTest {

  private final AtomicBoolean away = new AtomicBoolean(true);

  private void look() {
    if (away.get()) {
      throw new IllegalStateException("Kafka does not answer");
    }
  }

  @Test
  void should_say_it_again_and_again_until_kafka_answers() {
    try (LogLines lines = LogLines.of(KafkaWatch.class);
        KafkaWatch watch = new KafkaWatch(this::look, Duration.ofMillis(1))) {
      watch.begin(new IllegalStateException("Kafka does not answer"));

      await().until(() -> lines.all().size() > 2);
      away.set(false);
      await().until(() -> lines.all().contains("Kafka answers"));

      assertThat(lines.all()).endsWith("Kafka answers");
      assertThat(lines.all().subList(0, lines.all().size() - 1))
          .containsOnly("Kafka does not answer. Waiting for it");
    }
  }
}
