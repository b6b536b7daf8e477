package io.serai.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static final Duration BASE = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofSeconds(300);

  @RepeatedTest(200)
  void should_stay_within_the_bounds_of_full_jitter_when_anything_is_drawn(RepetitionInfo info) {
    Random random = new Random(info.getCurrentRepetition());
    Duration base = Duration.ofMillis(random.nextInt(5_000));
    Duration most = base.plusMillis(random.nextInt(600_000));
    int attempt = random.nextInt(100);
    Duration asked = random.nextBoolean() ? Duration.ofMillis(random.nextInt(86_400_000)) : null;

    Duration delay = new Backoff(base, most, random::nextDouble).delay(attempt, asked);

    Duration floor = asked == null ? Duration.ZERO : asked;
    assertThat(delay).isBetween(floor, floor.plus(ceiling(base, most, attempt)));
  }

  private static Duration ceiling(Duration base, Duration most, int attempt) {
    Duration ceiling = base;
    for (int i = 0; i < attempt && ceiling.compareTo(most) < 0; i++) {
      ceiling = ceiling.multipliedBy(2);
    }
    return ceiling.compareTo(most) < 0 ? ceiling : most;
  }

  @Test
  void should_spread_over_the_whole_range_when_drawn_often() {
    Random random = new Random(1);
    Backoff backoff = new Backoff(BASE, MOST, random::nextDouble);
    long[] quarters = new long[4];

    for (int i = 0; i < 4_000; i++) {
      quarters[(int) (backoff.delay(3, null).toMillis() / 2_000)]++;
    }

    for (long quarter : quarters) {
      assertThat(quarter).isBetween(850L, 1_150L);
    }
  }

  @Test
  void should_double_up_to_the_cap_when_attempts_go_on() {
    Backoff highest = new Backoff(BASE, MOST, () -> 1);

    assertThat(highest.delay(0, null)).isEqualTo(BASE);
    assertThat(highest.delay(1, null)).isEqualTo(Duration.ofSeconds(2));
    assertThat(highest.delay(8, null)).isEqualTo(Duration.ofSeconds(256));
    assertThat(highest.delay(9, null)).isEqualTo(MOST);
    assertThat(highest.delay(Integer.MAX_VALUE, null)).isEqualTo(MOST);
  }

  @Test
  void should_wait_at_least_as_long_as_asked_when_the_other_side_asks() {
    Backoff lowest = new Backoff(BASE, MOST, () -> 0);

    assertThat(lowest.delay(3, null)).isZero();
    assertThat(lowest.delay(3, Duration.ofMinutes(10))).isEqualTo(Duration.ofMinutes(10));
  }
}
