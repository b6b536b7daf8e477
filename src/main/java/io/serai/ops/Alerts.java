package io.serai.ops;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares the lines with the thresholds of requirement 000, and with what a line must never do:
 * stand still, or wait for a setting to be mended. Tells once that a threshold is crossed and once
 * that it is kept again. Thread-safe.
 */
public final class Alerts {

  /** Share of failed items. */
  public static final String FAILURE_RATE = "failure-rate";

  /** Number of waiting items. */
  public static final String BACKLOG = "backlog";

  /** Something stops the line that somebody has to mend. */
  public static final String FAULT = "fault";

  /** Seconds without progress while items wait. */
  public static final String STALLED = "stalled";

  /** All of them. */
  static final List<String> ALL = List.of(FAILURE_RATE, BACKLOG, FAULT, STALLED);

  private static final Logger LOG = LoggerFactory.getLogger(Alerts.class);

  private final List<Watched> lines;
  private final double failureRate;
  private final long backlog;
  private final Duration stallTimeout;
  private final Clock clock;
  private final Set<String> firing = ConcurrentHashMap.newKeySet();

  /** A line, and how long it has stood still. */
  record Watched(Line line, Stall stall) {}

  private record Look(String alert, double value, double threshold, String message) {

    boolean known() {
      return !Double.isNaN(value);
    }

    boolean crossed() {
      return value > threshold;
    }
  }

  Alerts(
      List<Watched> lines, double failureRate, long backlog, Duration stallTimeout, Clock clock) {
    this.lines = lines;
    this.failureRate = failureRate;
    this.backlog = backlog;
    this.stallTimeout = stallTimeout;
    this.clock = clock;
  }

  /** What has changed since the last look; each change is logged, too. */
  public synchronized List<Alert> look() {
    List<Alert> changes = new ArrayList<>();
    for (Watched watched : lines) {
      String line = watched.line().name();
      for (Look look : looks(watched)) {
        String key = key(look.alert(), line);
        boolean changed = look.known() && (look.crossed() ? firing.add(key) : firing.remove(key));
        if (changed) {
          changes.add(alert(line, look));
        }
      }
    }
    changes.forEach(Alerts::log);
    return changes;
  }

  private List<Look> looks(Watched watched) {
    LineStatus status = watched.line().status();
    Duration still = watched.stall().look();
    double waiting = status.pending() == LineStatus.UNKNOWN ? Double.NaN : status.pending();
    return List.of(
        new Look(
            FAILURE_RATE,
            status.failureRate(),
            failureRate,
            "%d of %d items failed, %s (ALERT_FAILURE_RATE is %s)"
                .formatted(
                    status.failed(),
                    status.total(),
                    percent(status.failureRate()),
                    percent(failureRate))),
        new Look(
            BACKLOG,
            waiting,
            backlog,
            "%d items wait (ALERT_BACKLOG is %d)".formatted(status.pending(), backlog)),
        new Look(
            FAULT,
            status.fault() == null ? 0 : 1,
            0,
            status.fault() == null ? "nothing is in the way" : status.fault()),
        new Look(
            STALLED,
            still.toSeconds(),
            stallTimeout.toSeconds(),
            "no item was finished for %d s while items wait (SERAI_STALL_TIMEOUT is %d s)"
                .formatted(still.toSeconds(), stallTimeout.toSeconds())));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  private Alert alert(String line, Look look) {
    return new Alert(
        look.alert(),
        line,
        look.crossed() ? Alert.FIRING : Alert.RESOLVED,
        look.value(),
        look.threshold(),
        line + ": " + look.message(),
        clock.instant());
  }

  private static void log(Alert alert) {
    if (Alert.FIRING.equals(alert.state())) {
      LOG.warn("Alert {}: {}", alert.alert(), alert.message());
    } else {
      LOG.info("Alert {} is over: {}", alert.alert(), alert.message());
    }
  }

  /** Whether the alert was crossed at the last look. */
  boolean isFiring(String alert, String line) {
    return firing.contains(key(alert, line));
  }

  private static String key(String alert, String line) {
    return alert + " of " + line;
  }
}
