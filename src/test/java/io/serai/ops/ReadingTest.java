package io.serai.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class ReadingTest {

  private static final Duration AGE = Duration.ofSeconds(10);

  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger reads = new AtomicInteger();

  private Reading<Integer> reading(Callable<Integer> source) {
    return Reading.costly("test-reading", source, now::get);
  }

  @Test
  void should_read_once_when_asked_twice_within_the_age() {
    Reading<Integer> reading = reading(reads::incrementAndGet);

    assertThat(reading.get()).isEqualTo(new Reading.Sample<>(1, null));
    now.addAndGet(AGE.toNanos() - 1);
    assertThat(reading.get()).isEqualTo(new Reading.Sample<>(1, null));
  }

  @Test
  void should_read_again_when_the_value_is_old() {
    Reading<Integer> reading = reading(reads::incrementAndGet);
    reading.get();

    now.addAndGet(AGE.toNanos());

    assertThat(reading.get().value()).isEqualTo(2);
  }

  @Test
  void should_read_again_when_the_value_was_expired() {
    Reading<Integer> reading = reading(reads::incrementAndGet);
    reading.get();

    reading.expire();

    assertThat(reading.get().value()).isEqualTo(2);
  }

  @Test
  void should_keep_the_last_value_and_say_why_when_the_source_fails() {
    Reading<Integer> reading =
        reading(
            () -> {
              if (reads.incrementAndGet() > 1) {
                throw new IllegalStateException("the database is away");
              }
              return 7;
            });
    reading.get();

    now.addAndGet(AGE.toNanos());

    assertThat(reading.get()).isEqualTo(new Reading.Sample<>(7, "the database is away"));
    assertThat(reading.get().stale()).isEqualTo("the database is away");
    assertThat(reads).as("no new try before the age").hasValue(2);
  }

  @Test
  void should_not_wait_longer_than_its_patience_when_the_source_hangs() {
    CountDownLatch hang = new CountDownLatch(1);
    Reading<Integer> reading =
        new Reading<>(
            "test-reading",
            () -> {
              hang.await();
              return reads.incrementAndGet();
            },
            AGE,
            Duration.ofMillis(50),
            0,
            System::nanoTime);

    assertThat(reading.get()).isEqualTo(new Reading.Sample<>(null, "no answer within 0.05 s"));
    hang.countDown();

    Awaitility.await().untilAsserted(() -> assertThat(reading.get().value()).isEqualTo(1));
    assertThat(reads).as("one reading at a time").hasValue(1);
  }

  @Test
  void should_keep_a_value_longer_when_it_took_long_to_get() {
    Reading<Integer> reading =
        reading(
            () -> {
              now.addAndGet(Duration.ofSeconds(3).toNanos());
              return reads.incrementAndGet();
            });
    Awaitility.await().untilAsserted(() -> assertThat(reading.get().value()).isEqualTo(1));

    now.addAndGet(Duration.ofSeconds(59).toNanos());
    assertThat(reading.get().value()).isEqualTo(1);
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    Awaitility.await().untilAsserted(() -> assertThat(reading.get().value()).isEqualTo(2));
  }
}
