package io.serai.files.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 64, 4095, 4096, 4097, 40_000})
  void should_come_near_the_truth_when_numbers_are_many(int count) {
    Random random = new Random(count);
    double[] values = random.doubles(count, -1000, 1000).toArray();
    NumberStats stats = new NumberStats(1);
    Arrays.stream(values).forEach(stats::add);
    stats.finish();
    Arrays.sort(values);
    double near = count > NumberStats.MOST_KEPT ? 20 : 1e-9;
    assertThat(stats.estimated()).isEqualTo(count > NumberStats.MOST_KEPT);
    assertThat(stats.count()).isEqualTo(count);
    assertThat(stats.mean()).isCloseTo(Arrays.stream(values).average().orElseThrow(), within(1e-9));
    assertThat(stats.min()).isEqualTo(values[0]);
    assertThat(stats.max()).isEqualTo(values[count - 1]);
    assertThat(stats.quantile(0.5))
        .isCloseTo((values[(count - 1) / 2] + values[count / 2]) / 2, within(near));
  }

  @Test
  void should_lose_nothing_when_numbers_are_large_and_close() {
    NumberStats stats = new NumberStats(1);
    for (int i = 0; i < 30_000; i++) {
      stats.add(1e9 + i % 3);
    }
    stats.finish();
    assertThat(stats.mean()).isEqualTo(1e9 + 1);
    assertThat(stats.standardDeviation()).isCloseTo(0.8165102, within(1e-6));
  }

  @Test
  void should_survive_when_numbers_are_endless() {
    NumberStats stats = new NumberStats(1000);
    for (int i = 0; i < 10_000; i++) {
      stats.add(i % 2 == 0 ? Double.POSITIVE_INFINITY : i);
    }
    stats.finish();
    assertThat(stats.max()).isInfinite();
    assertThat(stats.quantile(0.25)).isBetween(4000.0, 6000.0);
  }

  @Test
  void should_count_each_value_when_they_repeat() {
    DistinctValues values = new DistinctValues(new Budget(1_000_000));
    for (int i = 0; i < 30_000; i++) {
      char[] text = ("--v" + i % 1000).toCharArray();
      assertThat(values.add(text, 2, text.length - 2)).isTrue();
    }
    char[] more = "v77".toCharArray();
    values.add(more, 0, 3);
    assertThat(values.size()).isEqualTo(1000);
    assertThat(values.text(values.top())).isEqualTo("v77");
    assertThat(values.count(values.top())).isEqualTo(31);
  }

  @Test
  void should_give_room_to_others_when_a_column_gives_up() {
    Budget budget = new Budget(10_000);
    DistinctValues greedy = new DistinctValues(budget);
    char[] text = new char[100];
    int kept = 0;
    while (greedy.add(text, 0, text.length)) {
      text[0]++;
      kept++;
    }
    assertThat(kept).isBetween(50, 100);
    DistinctValues other = new DistinctValues(budget);
    assertThat(other.add(text, 0, text.length)).isFalse();
    greedy.drop();
    assertThat(other.add(text, 0, text.length)).isTrue();
  }
}
