package io.serai.enrich;

import io.serai.ops.Line;
import io.serai.ops.LineStatus;
import io.serai.ops.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The enrich line as its operators see it. Thread-safe. */
public final class EnrichControl implements Line {

  private final EnrichRuns runs;
  private final EnrichProgress progress;
  private final BotPool bots;
  private final Supplier<String> breakerState;
  private final RowLog rowLog;
  private final Reading<EnrichStats.Snapshot> counts;
  private volatile long turnsAtCount;

  EnrichControl(
      EnrichStats stats,
      EnrichRuns runs,
      EnrichProgress progress,
      BotPool bots,
      Supplier<String> breakerState,
      RowLog rowLog) {
    this.runs = runs;
    this.progress = progress;
    this.bots = bots;
    this.breakerState = breakerState;
    this.rowLog = rowLog;
    this.counts = Reading.costly("serai-enrich-counts", stats::read);
  }

  @Override
  public String name() {
    return EnrichLine.NAME;
  }

  @Override
  public LineStatus status() {
    Reading.Sample<EnrichStats.Snapshot> sample = counts();
    EnrichStats.Snapshot read = sample.value();
    EnrichProgress.Counts done = progress.counts();
    List<BotState> states = bots.states();
    return new LineStatus(
        runs.running() != null,
        read == null ? LineStatus.UNKNOWN : read.pending(),
        read == null ? LineStatus.UNKNOWN : read.failed(),
        read == null ? LineStatus.UNKNOWN : read.processed(),
        read == null ? LineStatus.UNKNOWN : read.total(),
        done.enriched() + done.dead() + done.superseded(),
        progress.idle(),
        fault(states),
        runs.isPaused(),
        sample.stale(),
        details(states));
  }

  /** The begin and the end of a run are worth a new count. */
  private Reading.Sample<EnrichStats.Snapshot> counts() {
    long turns = runs.turns();
    if (turns != turnsAtCount) {
      turnsAtCount = turns;
      counts.expire();
    }
    return counts.get();
  }

  private static String fault(List<BotState> states) {
    if (states.isEmpty() || states.stream().anyMatch(bot -> bot.blockedBy() == null)) {
      return null;
    }
    List<String> reasons = states.stream().map(bot -> bot.bot() + ": " + bot.blockedBy()).toList();
    return "No bot can be used. Check COZE_AUTHORIZATION and COZE_BOT_IDS, and that the bots are"
        + " published to the API. "
        + String.join("; ", reasons);
  }

  private List<String> details(List<BotState> states) {
    List<String> details = new ArrayList<>();
    details.add("circuit breaker of the Coze API: " + breakerState.get());
    states.forEach(bot -> details.add(describe(bot)));
    return details;
  }

  private static String describe(BotState bot) {
    return "bot %s is %s%s: limit %d, %d in flight, %d calls, %d answered, %d throttled, %d failed%s"
        .formatted(
            bot.bot(),
            bot.state(),
            "cooling".equals(bot.state()) ? " for " + bot.coolingMs() + " ms" : "",
            bot.limit(),
            bot.inFlight(),
            bot.calls(),
            bot.answered(),
            bot.throttled(),
            bot.failed(),
            bot.blockedBy() == null ? "" : ", by " + bot.blockedBy());
  }

  /** Writes the statistics into job_processor.log while a run is under way. */
  public void logStatistics() {
    EnrichRun run = runs.running();
    if (run != null) {
      counts.expire();
      rowLog.statistics(run.id(), counts());
    }
  }

  @Override
  public void pause() {
    runs.pause();
  }

  @Override
  public void resume() {
    runs.resume();
  }

  @Override
  public void beginDrain() {
    runs.beginDrain();
  }

  @Override
  public void drain(Duration patience) throws InterruptedException {
    runs.drain(patience);
  }
}
