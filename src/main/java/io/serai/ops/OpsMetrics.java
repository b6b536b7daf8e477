package io.serai.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.serai.ledger.ItemState;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** Meters of every line, of its items in the ledger and of the alerts. Thread-safe. */
final class OpsMetrics implements MeterBinder {

  private final List<Line> lines;
  private final Reading<Map<String, Map<ItemState, Long>>> ledger;
  private final Alerts alerts;

  OpsMetrics(List<Line> lines, Reading<Map<String, Map<ItemState, Long>>> ledger, Alerts alerts) {
    this.lines = lines;
    this.ledger = ledger;
    this.alerts = alerts;
  }

  @Override
  public void bindTo(MeterRegistry meters) {
    for (Line line : lines) {
      count(meters, line, "pending", "Items that wait, for all processes", LineStatus::pending);
      count(meters, line, "failed", "Items that are DEAD", LineStatus::failed);
      count(meters, line, "processed", "Items that are done", LineStatus::processed);
      count(meters, line, "items", "All items of the line", LineStatus::total);
      flag(meters, line, "running", "1 while a run is under way", LineStatus::running);
      flag(meters, line, "paused", "1 while the line begins nothing new", LineStatus::paused);
      flag(
          meters,
          line,
          "faulty",
          "1 while somebody has to mend what stops it",
          s -> s.fault() != null);
      flag(meters, line, "stale", "1 while its counts are old", s -> s.stale() != null);
      Gauge.builder("serai.line.idle", line, l -> l.status().idle().toMillis() / 1000.0)
          .baseUnit("seconds")
          .tag("line", line.name())
          .description("Time since this process finished an item or began a run")
          .register(meters);
      for (ItemState state : ItemState.values()) {
        ledger(meters, line, state);
      }
      for (String alert : Alerts.ALL) {
        alert(meters, line, alert);
      }
    }
  }

  private static void flag(
      MeterRegistry meters, Line line, String what, String text, Predicate<LineStatus> flag) {
    gauge(meters, line, what, text, status -> flag.test(status) ? 1 : 0);
  }

  private static void count(
      MeterRegistry meters, Line line, String what, String text, ToLongFunction<LineStatus> count) {
    gauge(
        meters,
        line,
        what,
        text,
        status -> {
          long number = count.applyAsLong(status);
          return number == LineStatus.UNKNOWN ? Double.NaN : number;
        });
  }

  private static void gauge(
      MeterRegistry meters,
      Line line,
      String what,
      String text,
      ToDoubleFunction<LineStatus> value) {
    Gauge.builder("serai.line." + what, line, l -> value.applyAsDouble(l.status()))
        .tag("line", line.name())
        .description(text)
        .register(meters);
  }

  private void ledger(MeterRegistry meters, Line line, ItemState state) {
    Gauge.builder("serai.ledger.items", ledger, counts -> items(line.name(), state))
        .tags("line", line.name(), "state", state.name().toLowerCase(Locale.ROOT))
        .description("Items in the ledger by state")
        .register(meters);
  }

  private double items(String line, ItemState state) {
    Map<String, Map<ItemState, Long>> counts = ledger.get().value();
    return counts == null
        ? Double.NaN
        : counts.getOrDefault(line, Map.of()).getOrDefault(state, 0L);
  }

  private void alert(MeterRegistry meters, Line line, String alert) {
    Gauge.builder("serai.alert", alerts, a -> a.isFiring(alert, line.name()) ? 1 : 0)
        .tags("alert", alert, "line", line.name())
        .description("1 while a threshold is crossed")
        .register(meters);
  }
}
