package io.serai.enrich;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.serai.ops.BreakerGauges;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Meters of the enrich line, read from what the line counts anyway. Thread-safe. */
public final class EnrichMetrics implements MeterBinder, EnrichDesk.CallTimer {

  private static final List<String> BOT_STATES = List.of("open", "cooling", "trial", "blocked");

  private final EnrichProgress progress;
  private final BotPool bots;
  private final EnrichRuns runs;
  private final Supplier<String> breakerState;
  private final ConcurrentHashMap<List<String>, Timer> timers = new ConcurrentHashMap<>();
  private volatile MeterRegistry registry;

  EnrichMetrics(
      EnrichProgress progress, BotPool bots, EnrichRuns runs, Supplier<String> breakerState) {
    this.progress = progress;
    this.bots = bots;
    this.runs = runs;
    this.breakerState = breakerState;
  }

  @Override
  public void bindTo(MeterRegistry meters) {
    registry = meters;
    rows(meters, "enriched", c -> c.enriched());
    rows(meters, "dead", c -> c.dead());
    rows(meters, "retried", c -> c.retried());
    rows(meters, "throttled", c -> c.throttled());
    rows(meters, "lost", c -> c.lost());
    Gauge.builder("serai.enrich.running", runs, r -> r.running() == null ? 0 : 1)
        .description("1 while a run is under way")
        .register(meters);
    BreakerGauges.bind(meters, EnrichLine.NAME, "the Coze API", breakerState);
    for (BotState bot : bots.states()) {
      bot(
          meters,
          bot.bot(),
          "limit",
          "Calls at once that the bot takes, as learned",
          BotState::limit);
      bot(meters, bot.bot(), "in.flight", "Calls that the bot has in flight", BotState::inFlight);
      for (String word : BOT_STATES) {
        botState(meters, bot.bot(), word);
      }
    }
  }

  private void rows(
      MeterRegistry meters, String outcome, ToDoubleFunction<EnrichProgress.Counts> count) {
    FunctionCounter.builder("serai.enrich.rows", progress, p -> count.applyAsDouble(p.counts()))
        .tag("outcome", outcome)
        .description("Rows by what became of them in this process")
        .register(meters);
  }

  private void bot(
      MeterRegistry meters, String id, String what, String text, ToDoubleFunction<BotState> value) {
    Gauge.builder("serai.enrich.bot." + what, bots, pool -> ofBot(pool, id, value))
        .tag("bot", id)
        .description(text)
        .register(meters);
  }

  private void botState(MeterRegistry meters, String id, String word) {
    Gauge.builder(
            "serai.enrich.bot.state",
            bots,
            pool -> ofBot(pool, id, bot -> bot.state().equals(word) ? 1 : 0))
        .tags("bot", id, "state", word)
        .description("1 for what the bot does: takes calls, cools down, is on trial or blocked")
        .register(meters);
  }

  private static double ofBot(BotPool bots, String id, ToDoubleFunction<BotState> value) {
    return bots.states().stream()
        .filter(state -> state.bot().equals(id))
        .mapToDouble(value)
        .findFirst()
        .orElse(0);
  }

  @Override
  public void record(String bot, String outcome, long nanos) {
    MeterRegistry meters = registry;
    if (meters != null) {
      timers
          .computeIfAbsent(
              List.of(bot, outcome),
              key ->
                  Timer.builder("serai.enrich.call")
                      .tags("bot", bot, "outcome", outcome)
                      .description("Time that calls to Coze took")
                      .register(meters))
          .record(nanos, TimeUnit.NANOSECONDS);
    }
  }
}
