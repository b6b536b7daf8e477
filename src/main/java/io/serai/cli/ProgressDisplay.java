package io.serai.cli;

import io.serai.enrich.EnrichLine;
import io.serai.enrich.EnrichProgress.Counts;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows how far a run is: a bar on a terminal, else one plain line every few seconds. */
final class ProgressDisplay implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ProgressDisplay.class);
  private static final int BAR = 30;
  private static final Duration WINDOW = Duration.ofSeconds(10);

  private final EnrichLine line;
  private final PrintStream out;
  private final boolean terminal = !Logging.isJson() && Boolean.getBoolean("serai.terminal");
  private final long total;
  private final Counts before;
  private final Deque<Sample> samples = new ArrayDeque<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "serai-progress");
            thread.setDaemon(true);
            return thread;
          });

  private record Sample(long at, long finished) {}

  /**
   * @param total rows that wait, or 0 when unknown
   */
  ProgressDisplay(EnrichLine line, long total, PrintStream out) {
    this.line = line;
    this.total = total;
    this.out = out;
    this.before = line.progress().counts();
    samples.add(new Sample(System.nanoTime(), 0));
    int period = terminal ? 250 : 5_000;
    timer.scheduleAtFixedRate(this::show, period, period, TimeUnit.MILLISECONDS);
  }

  private void show() {
    Counts counts = line.progress().counts().since(before);
    long finished = counts.enriched() + counts.dead() + counts.superseded();
    double rate = rate(finished);
    String text =
        String.format(
            Locale.ROOT,
            "%s%,d%s rows · %.1f rows/s · %s · %,d dead · %,d retried%s",
            total > 0 && terminal ? bar(finished) : "",
            finished,
            total > 0 ? String.format(Locale.ROOT, "/%,d", total) : "",
            rate,
            total > 0 ? "ETA " + eta(finished, rate) : "following",
            counts.dead(),
            counts.retried(),
            bots());
    if (Logging.isJson()) {
      LOG.info("{}", text);
      return;
    }
    out.print(terminal ? "\r\u001B[2K" + text : text + System.lineSeparator());
    out.flush();
  }

  private double rate(long finished) {
    long now = System.nanoTime();
    samples.addLast(new Sample(now, finished));
    while (samples.size() > 2 && now - samples.peekFirst().at() > WINDOW.toNanos()) {
      samples.removeFirst();
    }
    Sample first = samples.peekFirst();
    return now == first.at() ? 0 : (finished - first.finished()) * 1e9 / (now - first.at());
  }

  private String bar(long finished) {
    int filled = (int) Math.min(BAR, BAR * finished / total);
    return "█".repeat(filled) + "░".repeat(BAR - filled) + " ";
  }

  private String eta(long finished, double rate) {
    if (rate <= 0) {
      return "unknown";
    }
    Duration left = Duration.ofSeconds((long) (Math.max(0, total - finished) / rate));
    return left.toHours() > 0
        ? left.toHours() + " h " + left.toMinutesPart() + " min"
        : left.toMinutes() > 0
            ? left.toMinutes() + " min " + left.toSecondsPart() + " s"
            : left.toSeconds() + " s";
  }

  /** Bots are worth a word only when one of them is not well. */
  private String bots() {
    long unwell = line.bots().stream().filter(bot -> !"open".equals(bot.state())).count();
    String breaker = "CLOSED".equals(line.breakerState()) ? "" : " · API " + line.breakerState();
    return (unwell == 0 ? "" : " · " + unwell + " of " + line.bots().size() + " bots pause")
        + breaker;
  }

  @Override
  public void close() {
    timer.shutdownNow();
    if (terminal) {
      out.print("\r\u001B[2K");
      out.flush();
    }
  }
}
