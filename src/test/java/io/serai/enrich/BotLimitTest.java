package io.serai.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BotLimitTest {

  private static final boolean BUSY = true;

  @ParameterizedTest
  @CsvSource({"16, 100, 16", "16, 4, 4", "0, 4, 1", "16, 0, 1"})
  void should_begin_within_bounds_when_made(int first, int most, int expected) {
    assertThat(new BotLimit(first, most).current()).isEqualTo(expected);
  }

  @Test
  void should_grow_by_one_a_success_when_nothing_was_turned_away_yet() {
    BotLimit limit = new BotLimit(16, 40);
    for (int i = 1; i <= 24; i++) {
      limit.succeeded(BUSY);
      assertThat(limit.current()).isEqualTo(16 + i);
    }
    limit.succeeded(BUSY);
    assertThat(limit.current()).isEqualTo(40);
  }

  @Test
  void should_learn_nothing_when_the_limit_was_not_in_use() {
    BotLimit limit = new BotLimit(16, 40);
    limit.succeeded(!BUSY);
    assertThat(limit.current()).isEqualTo(16);
  }

  @Test
  void should_take_over_what_the_bot_did_hold_when_it_turns_a_call_away() {
    BotLimit limit = new BotLimit(16, 100);
    limit.throttled(12, true);
    assertThat(limit.current()).isEqualTo(12);
  }

  @Test
  void should_at_most_halve_when_a_whole_burst_is_turned_away() {
    BotLimit limit = new BotLimit(16, 100);
    limit.throttled(15, true);
    for (int held = 14; held >= 0; held--) {
      limit.throttled(held, false);
    }
    assertThat(limit.current()).isEqualTo(8);
  }

  @Test
  void should_stay_at_the_ceiling_until_a_hundred_calls_were_calm_when_it_was_turned_away() {
    BotLimit limit = new BotLimit(16, 100);
    limit.throttled(10, true);
    assertThat(calmUntilProbe(limit)).isEqualTo(100);
    assertThat(limit.current()).isEqualTo(10);
  }

  @Test
  void should_let_only_some_calls_be_one_more_when_the_limit_is_a_fraction() {
    BotLimit limit = new BotLimit(16, 100);
    limit.throttled(10, true);
    calmUntilProbe(limit);
    assertThat(IntStream.range(0, 80).filter(calls -> limit.admits(10, calls)).count())
        .isBetween(20L, 40L);
    assertThat(IntStream.range(0, 80).filter(calls -> limit.admits(11, calls)).count()).isZero();
    assertThat(IntStream.range(0, 80).allMatch(calls -> limit.admits(9, calls))).isTrue();
  }

  @Test
  void should_find_the_new_level_when_the_bot_takes_more_than_before() {
    BotLimit limit = new BotLimit(16, 100);
    limit.throttled(10, true);
    for (int i = 0; i < 20_000; i++) {
      limit.succeeded(BUSY);
    }
    assertThat(limit.current()).isEqualTo(100);
  }

  @Test
  void should_probe_ever_more_seldom_when_probes_fail() {
    BotLimit limit = new BotLimit(16, 100);
    limit.throttled(10, true);
    List<Integer> calm = new ArrayList<>();
    for (int probe = 0; probe < 9; probe++) {
      calm.add(calmUntilProbe(limit));
      limit.throttled(10, true);
      assertThat(limit.current()).isEqualTo(10);
    }
    assertThat(calm).isSorted().startsWith(100).endsWith(1_600, 1_600);
  }

  @Test
  void should_grow_back_to_the_ceiling_when_resumed() {
    BotLimit limit = new BotLimit(16, 100);
    limit.throttled(12, true);
    limit.resumed();
    assertThat(limit.current()).isEqualTo(6);
    for (int i = 0; i < 20; i++) {
      limit.succeeded(BUSY);
    }
    assertThat(limit.current()).isEqualTo(12);
  }

  @Test
  void should_not_grow_when_a_late_reply_of_the_burst_is_turned_away_after_the_pause() {
    BotLimit limit = new BotLimit(16, 100);
    limit.throttled(0, true);
    limit.resumed();
    assertThat(limit.current()).isEqualTo(4);
    limit.throttled(3, false);
    assertThat(limit.current()).isEqualTo(4);
  }

  @Test
  void should_give_up_a_lower_limit_when_it_does_not_make_throttled_replies_rarer() {
    BotLimit limit = new BotLimit(100, 100);
    reply(limit, 3_000, 20);
    assertThat(limit.current()).isEqualTo(100);
  }

  @Test
  void should_go_back_to_the_lower_limit_when_noise_becomes_frequent() {
    BotLimit limit = new BotLimit(100, 100);
    reply(limit, 3_000, 20);
    reply(limit, 200, 4);
    assertThat(limit.current()).isLessThanOrEqualTo(80);
  }

  private static void reply(BotLimit limit, int replies, int everyThrottled) {
    for (int i = 1; i <= replies; i++) {
      if (i % everyThrottled == 0) {
        limit.throttled(limit.current() - 1, true);
      } else {
        limit.succeeded(BUSY);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void should_keep_its_bounds_when_anything_happens(long seed) {
    Random random = new Random(seed);
    int most = 1 + random.nextInt(64);
    BotLimit limit = new BotLimit(16, most);
    for (int i = 0; i < 20_000; i++) {
      switch (random.nextInt(10)) {
        case 0 -> limit.throttled(random.nextInt(limit.current()), random.nextBoolean());
        case 1 -> limit.resumed();
        default -> limit.succeeded(random.nextInt(4) > 0);
      }
      assertThat(limit.current()).isBetween(1, most);
    }
  }

  private static int calmUntilProbe(BotLimit limit) {
    int calls = 0;
    while (!limit.admits(limit.current(), 0) && calls < 10_000) {
      limit.succeeded(BUSY);
      calls++;
    }
    return calls;
  }
}
