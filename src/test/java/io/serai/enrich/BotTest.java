package io.serai.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BotTest {

  private static final long SECOND = 1_000_000_000L;

  private final Bot bot = new Bot("bot", new BotLimit(16, 64));

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void should_keep_the_latest_deadline_when_replies_come_in_any_order(long seed) {
    Random random = new Random(seed);
    List<Long> started = new ArrayList<>();
    long now = 0;
    long deadline = Long.MIN_VALUE;
    for (int i = 0; i < 3_000; i++) {
      now += random.nextInt((int) SECOND);
      if (bot.ready(now)) {
        assertThat(now).isGreaterThanOrEqualTo(deadline);
        bot.started();
        started.add(now);
      } else if (!started.isEmpty()) {
        long startedAt = started.remove(random.nextInt(started.size()));
        switch (random.nextInt(5)) {
          case 0 -> bot.succeeded(startedAt);
          case 1 -> bot.failed(startedAt, now);
          case 2 -> bot.released();
          case 3 -> bot.throttled(startedAt, now, null);
          default -> {
            Duration asked = Duration.ofMillis(random.nextInt(20_000));
            deadline = Math.max(deadline, now + asked.toNanos());
            bot.throttled(startedAt, now, asked);
          }
        }
      }
      if (deadline > now) {
        assertThat(bot.ready(deadline - 1)).isFalse();
        assertThat(bot.pauseLeft(now)).isGreaterThanOrEqualTo(deadline - now);
      }
    }
    assertThat(deadline).isPositive();
  }

  @Test
  void should_not_shorten_the_pause_when_a_later_reply_asks_for_less() {
    start(2);
    bot.throttled(0, 0, Duration.ofSeconds(30));
    bot.throttled(0, SECOND, Duration.ofSeconds(1));
    assertThat(bot.pauseLeft(SECOND)).isEqualTo(29 * SECOND);
  }

  @Test
  void should_lengthen_the_pause_when_a_later_reply_asks_for_more() {
    start(2);
    bot.throttled(0, 0, Duration.ofSeconds(1));
    bot.throttled(0, SECOND, Duration.ofSeconds(30));
    assertThat(bot.pauseLeft(SECOND)).isEqualTo(30 * SECOND);
  }

  @Test
  void should_pause_twice_as_long_when_turned_away_again_after_each_pause() {
    long now = 0;
    long before = 0;
    for (int i = 0; i < 10; i++) {
      bot.started();
      bot.throttled(now, now, null);
      long left = bot.pauseLeft(now);
      assertThat(left).isEqualTo(i == 0 ? SECOND / 40 : 2 * before);
      before = left;
      now += left;
    }
  }

  @Test
  void should_never_pause_longer_than_a_minute_when_nothing_else_was_asked() {
    long now = 0;
    for (int i = 0; i < 100; i++) {
      bot.started();
      bot.throttled(now, now, null);
      assertThat(bot.pauseLeft(now)).isLessThanOrEqualTo(60 * SECOND);
      now += bot.pauseLeft(now);
    }
  }

  @Test
  void should_take_one_call_at_a_time_when_on_trial() {
    start(1);
    bot.throttled(0, 0, null);
    long now = bot.pauseLeft(0);
    assertThat(bot.ready(now)).isTrue();
    bot.started();
    assertThat(bot.ready(now)).isFalse();
    assertThat(bot.state(now).state()).isEqualTo("trial");
    bot.succeeded(now);
    assertThat(bot.state(now).state()).isEqualTo("open");
    start(2);
    assertThat(bot.ready(now)).isTrue();
  }

  @Test
  void should_stay_on_trial_when_only_a_call_from_before_the_pause_went_well() {
    start(2);
    bot.throttled(0, SECOND, Duration.ofSeconds(5));
    bot.succeeded(0);
    assertThat(bot.ready(5 * SECOND)).isFalse();
    assertThat(bot.state(6 * SECOND).state()).isEqualTo("trial");
  }

  @Test
  void should_pause_when_five_calls_broke_in_a_row() {
    for (int i = 1; i <= 5; i++) {
      assertThat(bot.ready(0)).isTrue();
      bot.started();
      bot.failed(0, 0);
    }
    assertThat(bot.ready(0)).isFalse();
    assertThat(bot.pauseLeft(0)).isEqualTo(SECOND);
  }

  @Test
  void should_not_pause_when_a_call_between_failures_went_well() {
    for (int i = 0; i < 20; i++) {
      bot.started();
      if (i % 4 == 3) {
        bot.succeeded(0);
      } else {
        bot.failed(0, 0);
      }
    }
    assertThat(bot.ready(0)).isTrue();
  }

  @Test
  void should_get_one_trial_every_five_minutes_when_blocked() {
    start(1);
    bot.blocked("4101", 0);
    assertThat(bot.ready(300 * SECOND - 1)).isFalse();
    assertThat(bot.ready(300 * SECOND)).isTrue();
    bot.started();
    assertThat(bot.ready(300 * SECOND)).isFalse();
    bot.succeeded(300 * SECOND);
    assertThat(bot.blocked()).isFalse();
  }

  @Test
  void should_stay_blocked_when_a_call_from_before_the_block_went_well() {
    start(2);
    bot.blocked("4011", SECOND);
    bot.succeeded(0);
    assertThat(bot.blockedBy()).isEqualTo("4011");
  }

  @Test
  void should_keep_a_pause_that_was_asked_for_when_forgiven() {
    start(2);
    bot.throttled(0, 0, Duration.ofSeconds(10));
    bot.blocked("4101", 0);
    bot.forgiven();
    assertThat(bot.blocked()).isFalse();
    assertThat(bot.pauseLeft(0)).isEqualTo(10 * SECOND);
  }

  @Test
  void should_show_no_pause_when_there_was_none() {
    assertThat(bot.state(SECOND).coolingMs()).isZero();
    assertThat(bot.state(-SECOND).coolingMs()).isZero();
    assertThat(bot.state(SECOND).state()).isEqualTo("open");
  }

  private void start(int calls) {
    for (int i = 0; i < calls; i++) {
      bot.started();
    }
  }
}
