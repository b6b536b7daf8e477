package io.serai.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.cache.RedisFault.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CacheHeartbeatTest {

  private static final Duration PATIENCE = Duration.ofSeconds(85);

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final CacheProgress progress = new CacheProgress(now::get);
  private final List<String> renewed = new ArrayList<>();
  private final CacheHeartbeat heartbeat = new CacheHeartbeat(progress, this::renew, now::get);

  private void renew(Turn turn) {
    if (turn.job().equals("bad")) {
      throw new RedisFault(Kind.READ_ONLY, "it is a replica", null);
    }
    renewed.add(turn.job());
  }

  private void takes(String job) {
    progress.begins(job);
    progress.takes(
        new Turn(
            job,
            1,
            "me",
            Instant.EPOCH,
            Instant.EPOCH,
            "",
            CacheFixture.INTERVAL,
            CacheFixture.LEASE,
            "",
            0,
            Optional.empty()),
        PATIENCE);
  }

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private List<String> beat() {
    renewed.clear();
    heartbeat.turns().forEach(heartbeat::renew);
    return renewed;
  }

  @Test
  void should_renew_the_turns_that_are_worked_on_and_no_others() {
    assertThat(beat()).isEmpty();
    takes("ended");
    takes("left");
    takes("a");
    takes("b");
    progress.begins("asked for");
    progress.ended("ended", true, null);
    progress.leaves("left");

    assertThat(beat()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void should_renew_the_others_when_one_cannot_be_renewed() {
    takes("a");
    takes("bad");
    takes("c");

    assertThat(beat()).containsExactlyInAnyOrder("a", "c");
    assertThat(heartbeat.turns()).extracting(Turn::job).contains("bad");
  }

  @Test
  void should_not_renew_a_turn_of_which_nothing_has_come_for_too_long() {
    takes("hangs");
    pass(PATIENCE);
    takes("later");
    assertThat(beat()).containsExactlyInAnyOrder("hangs", "later");

    pass(Duration.ofNanos(1));

    assertThat(beat()).containsExactly("later");
  }

  @Test
  void should_measure_that_time_from_the_last_publication() {
    takes("walk");
    takes("other");
    for (int batch = 0; batch < 3; batch++) {
      pass(PATIENCE);
      progress.published("walk", 10);
    }
    assertThat(beat()).containsExactly("walk");
    pass(PATIENCE.plusNanos(1));
    assertThat(beat()).isEmpty();

    progress.published("walk", 10);
    progress.published("gone", 10);

    assertThat(beat()).containsExactly("walk");
  }

  @Test
  void should_measure_that_time_anew_when_a_turn_is_taken_again() {
    takes("a");
    pass(PATIENCE.multipliedBy(2));
    progress.ended("a", false, null);
    takes("a");

    assertThat(beat()).containsExactly("a");
  }
}
