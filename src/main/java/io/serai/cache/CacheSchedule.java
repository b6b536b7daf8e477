package io.serai.cache;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * When this process asks next whether a job is due. Redis alone knows when it is, for all
 * processes; this only saves asking it all the time. Thread-safe.
 */
public final class CacheSchedule {

  private static final class Plan {
    private long askAt;
    private boolean underWay;
  }

  private final LongSupplier clock;
  private final Map<String, Plan> plans = new ConcurrentHashMap<>();
  private volatile boolean paused;
  private volatile boolean draining;
  private volatile boolean stopping;

  /**
   * @param clock milliseconds that never go back
   */
  CacheSchedule(LongSupplier clock) {
    this.clock = clock;
  }

  /** Whether it is time to ask for a job; if so, it is under way until {@link #ended}. */
  public boolean due(String job) {
    if (paused) {
      return false;
    }
    Plan plan = plans.computeIfAbsent(job, name -> new Plan());
    synchronized (plan) {
      if (plan.underWay || clock.getAsLong() - plan.askAt < 0) {
        return false;
      }
      plan.underWay = true;
      return true;
    }
  }

  /** A job's turn is over, or was not given; it is asked for again after a while. */
  void ended(String job, Duration wait) {
    Plan plan = plans.computeIfAbsent(job, name -> new Plan());
    synchronized (plan) {
      plan.underWay = false;
      plan.askAt = clock.getAsLong() + wait.toMillis();
    }
  }

  void pause() {
    paused = true;
  }

  void resume() {
    paused = false;
    draining = false;
  }

  /** A pause upon which somebody waits for what is under way. */
  void drain() {
    paused = true;
    draining = true;
  }

  boolean isDraining() {
    return draining;
  }

  /** Nobody waits any longer. */
  void stop() {
    drain();
    stopping = true;
  }

  boolean isStopping() {
    return stopping;
  }

  boolean isPaused() {
    return paused;
  }
}
