package io.serai.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is to be told to Kafka, whose time passes when the test says so. */
@Timeout(60)
class FilesOutboxTest {

  private static final TimeoutException AWAY = new TimeoutException("away");
  private static final Duration AGE = Duration.ofSeconds(10);

  private final AtomicLong clock = new AtomicLong();
  private final FilesOutbox outbox = new FilesOutbox(clock::get);

  private static List<Outcome> ends(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> new Outcome(null, SampleResults.success("k" + i, 1)))
        .toList();
  }

  @Test
  void should_hand_out_all_in_order_and_many_at_once() throws InterruptedException {
    List<Outcome> all = ends(0, 1_200);
    all.forEach(end -> outbox.put(List.of(end)));
    List<Outcome> told = new ArrayList<>();
    while (told.size() < all.size()) {
      List<Outcome> some = outbox.next();
      assertThat(some).hasSizeBetween(1, 500);
      told.addAll(some);
    }

    assertThat(told).isEqualTo(all);
  }

  @Test
  void should_hand_out_the_same_first_and_after_ever_longer_pauses_when_kafka_does_not_take_it()
      throws InterruptedException {
    List<Outcome> first = ends(0, 2);
    outbox.put(first);
    assertThat(outbox.next()).isEqualTo(first);
    for (long pause = 200; pause <= 12_800; pause *= 2) {
      List<Outcome> more = ends(0, 1);
      outbox.put(more);
      outbox.later(AWAY);
      clock.addAndGet(Math.min(5_000, pause) - 1);
      assertThat(outbox.next()).as("pause of %d", pause).isEmpty();
      clock.incrementAndGet();
      first = Stream.concat(first.stream(), more.stream()).toList();
      assertThat(outbox.next()).isEqualTo(first);
    }
  }

  @Test
  void should_name_all_that_it_holds_when_the_oldest_waits_for_long() throws InterruptedException {
    outbox.put(ends(0, 2));
    assertThat(outbox.next()).hasSize(2);
    clock.addAndGet(AGE.toMillis() - 1);
    outbox.put(ends(2, 3));
    assertThat(outbox.stuck(AGE)).isEmpty();

    clock.incrementAndGet();

    assertThat(outbox.stuck(AGE)).extracting(FileResult::key).containsExactly("k0", "k1", "k2");
    assertThat(outbox.next()).as("the first were told").hasSize(1);
    assertThat(outbox.stuck(AGE)).isEmpty();
  }

  @Test
  void should_leave_the_rest_to_others_when_it_is_closed() throws InterruptedException {
    outbox.put(ends(0, 2));
    assertThat(outbox.next()).hasSize(2);
    outbox.put(ends(2, 3));

    assertThat(outbox.close()).isEqualTo(3);

    assertThat(outbox.next()).isEmpty();
  }
}
