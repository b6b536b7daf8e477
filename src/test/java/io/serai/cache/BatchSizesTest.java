package io.serai.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.config.Settings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchSizesTest {

  private final BatchSizes sizes = new BatchSizes();
  private CacheJob job;

  @BeforeEach
  void read() throws JobFault {
    job = job(100);
  }

  private static CacheJob job(int batch) throws JobFault {
    String yaml =
        """
        key: my:{id}
        interval_sec: 1
        query: SELECT id FROM t WHERE id IN {members:Array(String)}
        rotation:
          query: SELECT id FROM t WHERE id > {after:String} ORDER BY id LIMIT {limit:UInt32}
          batch: %d
        """
            .formatted(batch);
    Settings settings = Settings.load(Map.of(), Path.of("no-file"), Map.of());
    return new CacheJobReader(settings, Map.of(), file -> Optional.empty())
        .read("walk.yaml", yaml)
        .orElseThrow();
  }

  private void tooMuch(String cursor, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(sizes.tooMuch(job, cursor, sizes.of(job))).isFalse();
    }
  }

  @Test
  void should_halve_a_batch_that_was_too_much_three_times_at_the_same_place() {
    tooMuch("a", 2);
    assertThat(sizes.of(job)).isEqualTo(100);

    tooMuch("a", 1);
    assertThat(sizes.of(job)).isEqualTo(50);

    tooMuch("a", 1);
    assertThat(sizes.of(job)).isEqualTo(25);
  }

  @Test
  void should_not_halve_batches_that_were_too_much_once_in_a_while() {
    tooMuch("a", 2);
    sizes.moved(job);
    tooMuch("b", 2);
    tooMuch("c", 2);

    assertThat(sizes.of(job)).isEqualTo(100);
  }

  @Test
  void should_leave_out_a_single_member_and_grow_again_as_batches_go_well() {
    tooMuch("a", 3 + 5);
    assertThat(sizes.of(job)).isEqualTo(1);
    assertThat(sizes.tooMuch(job, "a", 1)).isTrue();

    for (int size : new int[] {2, 4, 8, 16, 32, 64, 100, 100}) {
      sizes.moved(job);
      assertThat(sizes.of(job)).isEqualTo(size);
    }
    tooMuch("b", 2);
    assertThat(sizes.of(job)).as("forgotten").isEqualTo(100);
  }

  @Test
  void should_halve_at_once_what_has_only_just_grown() {
    tooMuch("a", 3);
    sizes.moved(job);
    assertThat(sizes.of(job)).isEqualTo(100);

    tooMuch("b", 1);

    assertThat(sizes.of(job)).isEqualTo(50);
  }

  @Test
  void should_try_a_member_three_times_when_batches_have_but_one() throws JobFault {
    job = job(1);

    tooMuch("a", 2);

    assertThat(sizes.tooMuch(job, "a", 1)).isTrue();
    sizes.moved(job);
    assertThat(sizes.tooMuch(job, "b", 1)).isFalse();
  }
}
