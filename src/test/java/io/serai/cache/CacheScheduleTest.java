package io.serai.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CacheScheduleTest {

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final CacheSchedule schedule = new CacheSchedule(now::get);

  @Test
  void should_ask_once_when_a_job_is_due_for_the_first_time() {
    schedule.ended("a", Duration.ZERO);
    assertThat(schedule.due("a")).isTrue();
    assertThat(schedule.due("a")).isFalse();
  }

  @Test
  void should_ask_again_when_the_wait_is_over() {
    schedule.ended("a", Duration.ofMillis(10));
    assertThat(schedule.due("a")).isFalse();
    now.addAndGet(10);
    assertThat(schedule.due("a")).isTrue();
  }

  @Test
  void should_ask_for_nothing_when_it_is_paused() {
    schedule.ended("a", Duration.ZERO);
    schedule.pause();
    assertThat(schedule.due("a")).isFalse();
    schedule.resume();
    assertThat(schedule.due("a")).isTrue();
  }
}
