package io.serai.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StallTest {

  private final AtomicLong now = new AtomicLong();
  private final FakeLine line = new FakeLine();
  private final Stall stall = new Stall(line, now::get);

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
    line.idle = line.idle.plus(time);
  }

  @Test
  void should_count_the_time_when_items_wait_and_none_is_finished() {
    line.running = true;
    line.pending = 3;
    stall.look();

    pass(Duration.ofMinutes(11));

    assertThat(stall.look()).isEqualTo(Duration.ofMinutes(11));
  }

  @Test
  void should_not_count_the_time_before_when_items_come_after_a_long_rest() {
    line.running = true;
    pass(Duration.ofHours(5));
    stall.look();

    line.pending = 3;

    assertThat(stall.look()).isZero();
  }

  @Test
  void should_begin_anew_when_an_item_is_finished() {
    line.running = true;
    line.pending = 3;
    stall.look();
    pass(Duration.ofMinutes(9));

    line.idle = Duration.ofSeconds(2);

    assertThat(stall.look()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void should_be_zero_when_no_run_is_under_way() {
    line.running = true;
    line.pending = 3;
    stall.look();
    pass(Duration.ofMinutes(9));

    line.running = false;

    assertThat(stall.look()).isZero();
  }

  @Test
  void should_be_zero_when_the_items_were_never_counted() {
    line.running = true;
    line.pending = LineStatus.UNKNOWN;
    stall.look();

    pass(Duration.ofMinutes(9));

    assertThat(stall.look()).isZero();
  }
}
