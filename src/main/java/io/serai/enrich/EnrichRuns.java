package io.serai.enrich;

import io.serai.ledger.Claim;
import io.serai.ledger.Ledger;
import io.serai.ops.Endless;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/** Starts, feeds, watches and ends the runs of this process, one at a time. Thread-safe. */
public final class EnrichRuns implements Endless {

  private static final Logger LOG = LoggerFactory.getLogger(EnrichRuns.class);

  /** The shipped routes that a run's exchange is in from its begin to its end. */
  private static final Set<String> LASTING_ROUTES =
      Set.of("enrich-schedule", "enrich-resume", "enrich-run", "enrich-drain");

  private final EnrichTable table;
  private final Ledger ledger;
  private final EnrichSettings settings;
  private final BotPool bots;
  private final EnrichProgress progress;
  private EnrichRun current;
  private boolean draining;
  private boolean owed;
  private volatile long turns;

  EnrichRuns(
      EnrichTable table,
      Ledger ledger,
      EnrichSettings settings,
      BotPool bots,
      EnrichProgress progress) {
    this.table = table;
    this.ledger = ledger;
    this.settings = settings;
    this.bots = bots;
    this.progress = progress;
  }

  /**
   * Begins a run.
   *
   * @throws IllegalStateException when one is under way, or the process is stopping
   */
  public void begin(RunOptions options) {
    EnrichRun run = started(options);
    log(
        Level.INFO,
        run,
        "Enrichment of {} begins: {} workers, batches of {}",
        settings.table(),
        settings.workers(),
        settings.batchSize());
    hintAtMissingIndex(run);
  }

  /** Asks nothing of the database: health and JMX wait for the same monitor. */
  private synchronized EnrichRun started(RunOptions options) {
    if (current != null) {
      throw new IllegalStateException("an enrichment run is under way already");
    }
    if (draining) {
      throw new IllegalStateException("the enrich line is stopping");
    }
    bots.open();
    progress.progressed();
    EnrichClaims claims = new EnrichClaims(table, ledger, settings, options, progress);
    current = new EnrichRun(options, claims, progress.counts());
    owed = false;
    turns++;
    return current;
  }

  private static void log(Level level, EnrichRun run, String format, Object... values) {
    MDC.put(RowLog.CORRELATION_ID, run.id());
    try {
      LOG.atLevel(level).log(format, values);
    } finally {
      MDC.remove(RowLog.CORRELATION_ID);
    }
  }

  /** Changes whenever a run begins or ends. */
  long turns() {
    return turns;
  }

  /** While the database is away the run begins all the same, and waits for it. */
  private void hintAtMissingIndex(EnrichRun run) {
    try {
      table
          .missingIndex()
          .ifPresent(
              sql -> log(Level.WARN, run, "Claims would be quicker with this index: {}", sql));
    } catch (RuntimeException e) {
      LOG.debug("Indexes could not be looked at", e);
    }
  }

  /** Whether a run may begin now. */
  public synchronized boolean isIdle() {
    return current == null && !draining;
  }

  /** The questions of the run under way. */
  public synchronized Iterator<Question> stream() {
    return current.claims();
  }

  /** Ends the run and says how it went. */
  public RunSummary end() {
    EnrichRun run;
    synchronized (this) {
      run = current;
      current = null;
      turns++;
      notifyAll();
    }
    run.claims().close();
    RunSummary summary = run.summary(progress.counts(), waiting());
    log(
        Level.INFO,
        run,
        "Enrichment of {} ended after {} s: {} enriched, {} dead, {} waiting{}",
        settings.table(),
        summary.took().toSeconds(),
        summary.counts().enriched(),
        summary.counts().dead(),
        summary.waiting(),
        summary.stopReason() == null ? "" : ". " + summary.stopReason());
    return summary;
  }

  private long waiting() {
    try {
      return table.counts().unanswered() - ledger.dead("enrich", table.key(""));
    } catch (RuntimeException e) {
      LOG.debug("Waiting rows could not be counted", e);
      return -1;
    }
  }

  /** Looks whether the run under way still moves; some time it gives up, if it is one that does. */
  public void watch() {
    EnrichRun run = running();
    if (run != null
        && run.options().givesUp()
        && progress.still().compareTo(settings.giveUpAfter()) > 0) {
      stop(
          "Gave up: no row moved on for %d s (ENRICH_GIVE_UP_AFTER). Bots: %s"
              .formatted(settings.giveUpAfter().toSeconds(), bots.states()),
          false);
    }
  }

  /** Ends the run under way early: rows in flight are finished, all others are given back. */
  public void stop(String reason, boolean configurationFault) {
    EnrichRun run = running();
    if (run != null && !run.stopping()) {
      run.stop(reason, configurationFault);
      run.claims().stop();
      bots.close();
    }
  }

  /**
   * A run lasts longer than a route that is exchanged can wait: it ends early, its claims go back,
   * and the next one, which is owed, goes on with the rest.
   */
  @Override
  public void endExchanges(String routeId) {
    if (LASTING_ROUTES.contains(routeId)) {
      owe();
      stop("Its routes are exchanged", false);
    }
  }

  private synchronized void owe() {
    owed |= current != null;
  }

  /** Begins no run until {@link #resume}; the one under way finishes what is in flight. */
  public void pause() {
    hold();
    stop("Paused on request", false);
  }

  private synchronized void hold() {
    draining = true;
    owe();
  }

  /** A pause for somebody who waits, and who is named as the reason of the run's end. */
  public void beginDrain() {
    hold();
    stop("Stopped on request", false);
  }

  /**
   * Stops until {@link #resume} and waits until nothing is in flight.
   *
   * @param patience how long to wait at the most
   */
  public void drain(Duration patience) throws InterruptedException {
    beginDrain();
    long deadline = System.nanoTime() + patience.toNanos();
    synchronized (this) {
      while (current != null && System.nanoTime() < deadline) {
        wait(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
      }
    }
  }

  /** Takes part again after a pause. */
  public synchronized void resume() {
    draining = false;
  }

  /** Whether it was told to begin no run. */
  public synchronized boolean isPaused() {
    return draining;
  }

  /** Whether a run may begin now and a pause or a reload ended one before all was done. */
  public synchronized boolean isOwed() {
    return owed && isIdle();
  }

  /** Ends the hand-out of a question and names the rows that it stands for. */
  List<Claim> close(Question question) {
    EnrichRun run = running();
    return run == null ? question.close() : run.claims().close(question);
  }

  /** The question's fate is in the ledger. */
  void settled(Question question) {
    EnrichRun run = running();
    if (run != null) {
      run.claims().settled(question);
    }
  }

  synchronized EnrichRun running() {
    return current;
  }
}
