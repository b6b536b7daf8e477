package io.serai.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.cache.CacheFaults.Fault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CacheFaultsTest {

  private static final Fault AWAY = new Fault("Redis is away", true);
  private static final Fault LOGIN = new Fault("refuses the login", false);

  private final AtomicLong now = new AtomicLong();
  private final CacheFaults faults = new CacheFaults(now::get);

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void should_tell_at_once_of_what_does_not_pass_by_itself() {
    assertThat(faults.redisFails("a", LOGIN)).isTrue();

    assertThat(faults.lasting()).contains("a: refuses the login");
    assertThat(faults.redisWorks("a")).isTrue();
    assertThat(faults.lasting()).isEmpty();
  }

  @Test
  void should_tell_of_what_may_pass_when_it_has_not_for_some_time() {
    faults.redisFails("a", AWAY);
    pass(CacheFaults.PATIENCE.minusNanos(1));
    assertThat(faults.redisFails("a", AWAY)).isFalse();
    assertThat(faults.lasting()).isEmpty();

    pass(Duration.ofNanos(1));
    faults.redisFails("a", AWAY);

    assertThat(faults.lasting()).contains("a: Redis is away");
    faults.redisWorks("a");
    faults.redisFails("a", AWAY);
    assertThat(faults.lasting()).isEmpty();
  }

  @Test
  void should_not_count_time_in_which_nothing_was_tried() {
    faults.ended("a", AWAY);
    pass(CacheFaults.PATIENCE.multipliedBy(2));

    assertThat(faults.lasting()).isEmpty();

    faults.ended("a", AWAY);
    assertThat(faults.lasting()).isPresent();

    pass(Duration.ofHours(1));
    faults.ended("a", AWAY);
    assertThat(faults.lasting()).as("of an hour in which others refreshed it").isEmpty();
  }

  @Test
  void should_keep_the_fault_of_one_job_when_others_do_well() {
    faults.ended("bad", LOGIN);
    faults.redisFails("worse", AWAY);

    faults.ended("good", null);
    assertThat(faults.redisWorks("good")).isFalse();
    faults.redisWorks("bad");

    assertThat(faults.lasting()).contains("bad: refuses the login");
    assertThat(faults.redis()).containsOnlyKeys("worse");
    faults.ended("bad", null);
    assertThat(faults.lasting()).isEmpty();
  }

  @Test
  void should_forget_jobs_that_are_gone() {
    faults.ended("gone", LOGIN);
    faults.redisFails("gone", LOGIN);

    faults.keepOnly(List.of("other"));

    assertThat(faults.lasting()).isEmpty();
    assertThat(faults.redis()).isEmpty();
  }
}
