package io.serai.files.parse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.config.Settings;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ColumnTest {

  private static JsonNode described(double... values) {
    return described(new Budget(16_000_000), new Budget(2_000_000), values);
  }

  private static JsonNode described(Budget characters, Budget numbers, double... values) {
    Column column = new Column("x", 1, characters, numbers);
    for (double value : values) {
      char[] text = Double.toString(value).toCharArray();
      column.add(text, 0, text.length);
    }
    StringWriter result = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(result)) {
      column.write(json, values.length);
      json.flush();
      return new ObjectMapper().readTree(result.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 64, 4095, 4096, 4097, 10_000})
  void should_be_exact_when_numbers_are_not_too_many(int count) {
    double[] values = new Random(count).doubles(count, -1000, 1000).toArray();
    JsonNode result = described(values);
    Arrays.sort(values);
    assertThat(result.get("count").asInt()).isEqualTo(count);
    assertThat(result.get("mean").asDouble())
        .isCloseTo(Arrays.stream(values).average().orElseThrow(), within(1e-9));
    assertThat(result.get("min").asDouble()).isEqualTo(values[0]);
    assertThat(result.get("max").asDouble()).isEqualTo(values[count - 1]);
    assertThat(result.get("50%").asDouble())
        .isCloseTo((values[(count - 1) / 2] + values[count / 2]) / 2, within(1e-9));
    assertThat(result.has("estimated")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 50, 9_999, 12_000, 100_000})
  void should_find_the_quartiles_when_values_repeat_or_are_skewed(int different) {
    Random random = new Random(different);
    double[] values =
        IntStream.range(0, 100_000)
            .mapToDouble(i -> Math.exp(random.nextInt(different) * 10.0 / different))
            .toArray();
    JsonNode result = described(values);
    Arrays.sort(values);
    assertThat(result.has("estimated")).isEqualTo(different > DistinctValues.MOST);
    for (int percent : new int[] {25, 50, 75}) {
      assertThat(result.get(percent + "%").asDouble())
          .isBetween(values[percent * 1000 - 500], values[percent * 1000 + 500]);
    }
  }

  @Test
  void should_estimate_well_when_half_the_values_are_the_least() {
    double[] values = new Random(1).doubles(60_000).map(x -> Math.max(0, x - 0.5)).toArray();
    JsonNode result = described(values);
    assertThat(result.get("estimated").asBoolean()).isTrue();
    assertThat(result.get("25%").asDouble()).isZero();
    assertThat(result.get("75%").asDouble()).isCloseTo(0.25, within(0.01));
  }

  @Test
  void should_lose_nothing_when_numbers_are_large_and_close() {
    double[] values = IntStream.range(0, 30_000).mapToDouble(i -> 1e9 + i % 3).toArray();
    JsonNode result = described(values);
    assertThat(result.get("mean").asDouble()).isEqualTo(1e9 + 1);
    assertThat(result.get("std").asDouble()).isCloseTo(0.8165102, within(1e-6));
    assertThat(result.get("25%").asDouble()).isEqualTo(1e9);
    assertThat(result.get("50%").asDouble()).isEqualTo(1e9 + 1);
  }

  @Test
  void should_survive_when_numbers_are_endless() {
    JsonNode few = described(Double.NEGATIVE_INFINITY, 1, 2, 3, Double.POSITIVE_INFINITY);
    assertThat(few.get("max").isNull()).isTrue();
    assertThat(few.get("50%").asDouble()).isEqualTo(2);
    double[] values =
        IntStream.range(0, 50_000).mapToDouble(i -> i % 2 == 0 ? 1.0 / 0 : i).toArray();
    JsonNode many = described(values);
    assertThat(many.get("mean").isNull()).isTrue();
    assertThat(many.get("25%").asDouble()).isBetween(24_500.0, 25_500.0);
  }

  @Test
  void should_estimate_when_other_columns_have_taken_all_the_memory() {
    double[] values = IntStream.range(0, 50_000).asDoubleStream().toArray();

    JsonNode described = described(new Budget(0), new Budget(0), values);

    assertThat(described.get("mean").asDouble()).isEqualTo(24_999.5);
    assertThat(described.get("75%").asDouble()).isBetween(36_500.0, 38_500.0);
    assertThat(described.get("estimated").asBoolean()).isTrue();
  }

  @Test
  void should_share_the_memory_when_many_files_are_parsed_at_a_time() {
    Settings settings = Settings.load(Map.of(), Path.of("target/none.properties"), Map.of());
    long heap = Runtime.getRuntime().maxMemory();

    assertThat(ParseOptions.of(settings, 1).memory()).isLessThanOrEqualTo(48_000_000);
    assertThat(ParseOptions.of(settings, 16).memory() * 16).isBetween(1L, heap / 3);
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
