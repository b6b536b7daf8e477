package io.serai.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

class DeadLettersTest {

  private final AtomicLong clock = new AtomicLong(5);
  private final AtomicBoolean usable = new AtomicBoolean(true);
  private final DeadLetters letters =
      new DeadLetters("tasks.dlq", topic -> usable.get() && topic.equals("tasks.dlq"), clock::get);

  private boolean refuses(Exception thrown) {
    return letters.refuses(new ExecutionException(thrown));
  }

  @Test
  void should_try_again_when_brokers_are_away() {
    assertThat(refuses(new TimeoutException("not in time"))).isFalse();
    assertThat(refuses(new DisconnectException())).isFalse();
    assertThat(letters.areTaken()).isTrue();
  }

  @Test
  void should_leave_out_no_more_than_the_letter_that_is_too_large() {
    assertThat(refuses(new RecordTooLargeException())).isTrue();
    assertThat(letters.areTaken()).isTrue();
  }

  @Test
  void should_leave_a_topic_alone_for_a_minute_when_it_is_missing_or_forbidden() {
    for (Exception thrown :
        new Exception[] {
          new TopicAuthorizationException("tasks.dlq"),
          new UnknownTopicOrPartitionException(),
          new TimeoutException("Topic tasks.dlq not present in metadata after 30000 ms.")
        }) {
      usable.set(false);
      assertThat(refuses(thrown)).as(thrown.toString()).isTrue();
      assertThat(letters.areTaken()).isFalse();

      clock.addAndGet(59_999);
      assertThat(letters.areTaken()).isFalse();
      clock.incrementAndGet();
      assertThat(letters.areTaken()).isTrue();
    }
  }
}
