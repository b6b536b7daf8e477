package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.serai.ops.Line;
import io.serai.ops.LineStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The order and the time in which lines are drained, by a clock that only the lines move. */
class DrainTest {

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final List<String> calls = new ArrayList<>();
  private final Drain drain = new Drain(Duration.ofSeconds(45), nanos::get);

  @AfterEach
  void forgetTheInterrupt() {
    Thread.interrupted();
  }

  @Test
  void should_hold_every_line_before_any_is_waited_for() {
    drain.run(List.of(line("a", 30), line("b", 5), line("c", 0)));

    assertThat(calls)
        .containsExactly(
            "a holds", "b holds", "c holds", "a 45 s", "a ends", "b 15 s", "b ends", "c 10 s",
            "c ends");
    assertThat(drain.leftToStop()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void should_give_no_time_to_the_others_when_the_first_has_taken_it_all() {
    drain.run(List.of(line("a", 46), line("b", 0)));

    assertThat(calls).containsExactly("a holds", "b holds", "a 45 s", "a ends", "b 0 s", "b ends");
    assertThat(drain.leftToStop()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void should_drain_once_when_it_is_told_twice() {
    assertThat(drain.leftToStop()).isEqualTo(Duration.ofSeconds(45));
    drain.run(List.of(line("a", 0)));
    drain.run(List.of(line("a", 0)));

    assertThat(calls).containsExactly("a holds", "a 45 s", "a ends");
  }

  @Test
  void should_finish_no_line_that_was_not_waited_for_when_interrupted() {
    Thread.currentThread().interrupt();
    drain.run(List.of(line("a", 0), line("b", 0)));

    assertThat(calls).containsExactly("a holds", "b holds");
    assertThat(Thread.interrupted()).isTrue();
  }

  private LineModule line(String name, int seconds) {
    return new FakeModule(new SlowLine(name, Duration.ofSeconds(seconds)));
  }

  private final class SlowLine implements Line {

    private final String name;
    private final Duration takes;

    SlowLine(String name, Duration takes) {
      this.name = name;
      this.takes = takes;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public LineStatus status() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void pause() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void resume() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void beginDrain() {
      calls.add(name + " holds");
    }

    @Override
    public void drain(Duration patience) throws InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      calls.add("%s %d s".formatted(name, patience.toSeconds()));
      nanos.addAndGet(takes.toNanos());
    }
  }

  private final class FakeModule implements LineModule {

    private final Line line;

    FakeModule(Line line) {
      this.line = line;
    }

    @Override
    public String description() {
      return line.name();
    }

    @Override
    public Map<String, Object> beans() {
      return Map.of();
    }

    @Override
    public Map<String, String> properties(Extent extent) {
      return Map.of();
    }

    @Override
    public Line control() {
      return line;
    }

    @Override
    public MeterBinder metrics() {
      return meters -> {};
    }

    @Override
    public void finish() {
      calls.add(line.name() + " ends");
    }

    @Override
    public void close() {}
  }
}
