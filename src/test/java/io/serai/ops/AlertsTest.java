package io.serai.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AlertsTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private final AtomicLong now = new AtomicLong();
  private final FakeLine line = new FakeLine();
  private final Alerts alerts =
      new Alerts(
          List.of(new Alerts.Watched(line, new Stall(line, now::get))),
          0.1,
          10_000,
          Duration.ofMinutes(10),
          Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void should_stay_silent_when_the_thresholds_are_met_exactly() {
    line.pending = 10_000;
    line.total = 100;
    line.failed = 10;

    assertThat(alerts.look()).isEmpty();
  }

  @Test
  void should_fire_when_more_than_the_share_failed() {
    line.total = 200;
    line.failed = 25;

    assertThat(alerts.look())
        .containsExactly(
            new Alert(
                Alerts.FAILURE_RATE,
                "fake",
                Alert.FIRING,
                0.125,
                0.1,
                "fake: 25 of 200 items failed, 12.5 % (ALERT_FAILURE_RATE is 10.0 %)",
                NOW));
    assertThat(alerts.isFiring(Alerts.FAILURE_RATE, "fake")).isTrue();
  }

  @Test
  void should_tell_once_when_a_threshold_is_crossed_and_once_when_it_clears() {
    line.pending = 10_001;
    assertThat(alerts.look()).extracting(Alert::state).containsExactly(Alert.FIRING);
    assertThat(alerts.look()).isEmpty();
    line.pending = 20_000;
    assertThat(alerts.look()).isEmpty();

    line.pending = 9_999;
    assertThat(alerts.look()).extracting(Alert::state).containsExactly(Alert.RESOLVED);
    assertThat(alerts.look()).isEmpty();
    assertThat(alerts.isFiring(Alerts.BACKLOG, "fake")).isFalse();

    line.pending = 10_001;
    assertThat(alerts.look()).extracting(Alert::state).containsExactly(Alert.FIRING);
  }

  @Test
  void should_keep_its_mind_when_nothing_can_be_counted() {
    line.pending = 10_001;
    alerts.look();

    line.pending = LineStatus.UNKNOWN;
    line.total = LineStatus.UNKNOWN;

    assertThat(alerts.look()).isEmpty();
    assertThat(alerts.isFiring(Alerts.BACKLOG, "fake")).isTrue();
  }

  @Test
  void should_fire_with_the_reason_when_a_setting_is_wrong() {
    line.fault = "No bot can be used";

    assertThat(alerts.look())
        .singleElement()
        .satisfies(
            alert -> {
              assertThat(alert.alert()).isEqualTo(Alerts.FAULT);
              assertThat(alert.message()).isEqualTo("fake: No bot can be used");
            });
  }

  @Test
  void should_fire_when_a_run_stands_still() {
    line.running = true;
    line.pending = 5;
    alerts.look();

    now.addAndGet(Duration.ofSeconds(601).toNanos());
    line.idle = Duration.ofSeconds(601);

    assertThat(alerts.look()).extracting(Alert::alert).containsExactly(Alerts.STALLED);
  }
}
