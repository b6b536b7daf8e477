package io.serai.enrich;

import java.time.Duration;

/** One Coze bot and what its replies taught. Not thread-safe: {@link BotPool} guards it. */
final class Bot {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(25);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);
  private static final Duration BLOCKED_PAUSE = Duration.ofMinutes(5);
  private static final int FAILURES_TO_PAUSE = 5;

  private final String id;
  private final BotLimit limit;

  private int inFlight;
  private long pausedUntil = Long.MIN_VALUE;
  private long blockedUntil = Long.MIN_VALUE;
  private long pausedAt = Long.MIN_VALUE;
  private int pauses;
  private boolean onTrial;
  private int failuresInRow;
  private String blockedBy;
  private long calls;
  private long answered;
  private long throttled;
  private long failed;

  Bot(String id, BotLimit limit) {
    this.id = id;
    this.limit = limit;
  }

  String id() {
    return id;
  }

  boolean blocked() {
    return blockedBy != null;
  }

  String blockedBy() {
    return blockedBy;
  }

  int inFlight() {
    return inFlight;
  }

  /** Share of the limit that is in use; the least loaded bot is asked next. */
  double load() {
    return (double) inFlight / limit.current();
  }

  /** Whether it takes a call now. */
  boolean ready(long now) {
    if (pauseLeft(now) > 0) {
      return false;
    }
    return onTrial ? inFlight == 0 : limit.admits(inFlight, calls);
  }

  /** Nanoseconds until a pause ends; 0 when there is none. */
  long pauseLeft(long now) {
    long until = Math.max(pausedUntil, blockedUntil);
    return now < until ? until - now : 0;
  }

  void started() {
    calls++;
    inFlight++;
  }

  void succeeded(long startedAt) {
    boolean busy = inFlight >= limit.current();
    inFlight--;
    answered++;
    failuresInRow = 0;
    if (onTrial && pauseLeft(startedAt) == 0) {
      onTrial = false;
      limit.resumed();
    } else if (!onTrial) {
      limit.succeeded(busy);
    }
    if (!onTrial) {
      pauses = 0;
    }
    if (startedAt >= pausedAt) {
      blockedBy = null;
    }
  }

  /**
   * The bot turned a call away. A later deadline always wins over an earlier one.
   *
   * @param asked the pause that the reply asked for, or null
   */
  void throttled(long startedAt, long now, Duration asked) {
    inFlight--;
    throttled++;
    boolean sameBurst = startedAt < pausedAt;
    limit.throttled(inFlight, !sameBurst);
    if (!sameBurst) {
      // while other calls are in flight their answers say that the bot is well; no trial is needed
      onTrial = inFlight == 0 || pauses > 0;
      pause(now, doubled(FIRST_PAUSE));
    }
    if (asked != null) {
      onTrial = true;
      pausedUntil = Math.max(pausedUntil, now + asked.toNanos());
    }
  }

  void failed(long startedAt, long now) {
    inFlight--;
    failed++;
    failuresInRow++;
    if (failuresInRow >= FAILURES_TO_PAUSE && startedAt >= pausedAt) {
      onTrial = true;
      pause(now, doubled(Duration.ofSeconds(1)));
    }
  }

  /** A configuration error: no calls for some minutes, then one on trial. */
  void blocked(String why, long now) {
    inFlight--;
    failed++;
    blockedBy = why;
    onTrial = true;
    pause(now, Duration.ZERO);
    blockedUntil = now + BLOCKED_PAUSE.toNanos();
  }

  /** A blocked bot gets one call on trial at once: the settings may have been mended. */
  void forgiven() {
    blockedBy = null;
    blockedUntil = Long.MIN_VALUE;
  }

  /** The call said nothing about the bot. */
  void released() {
    inFlight--;
  }

  private void pause(long now, Duration pause) {
    pauses++;
    pausedAt = now;
    pausedUntil = Math.max(pausedUntil, now + pause.toNanos());
  }

  private Duration doubled(Duration first) {
    Duration pause = first.multipliedBy(1L << Math.min(pauses, 12));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  BotState state(long now) {
    String word = "open";
    if (blocked()) {
      word = "blocked";
    } else if (pauseLeft(now) > 0) {
      word = "cooling";
    } else if (onTrial) {
      word = "trial";
    }
    return new BotState(
        id,
        word,
        limit.current(),
        inFlight,
        calls,
        answered,
        throttled,
        failed,
        Duration.ofNanos(pauseLeft(now)).toMillis(),
        blockedBy);
  }
}
