package io.serai.ops;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * A value that is dear to get, such as a count over a table. It is read when somebody asks and the
 * last one is old, on a thread of its own, so that nobody waits for it longer than a moment: who
 * would have to gets the last value, and is told that it is stale. Thread-safe.
 */
public final class Reading<V> {

  /** A costly value is read for at most this part of the time. */
  private static final int SHARE = 20;

  private final String name;
  private final Callable<V> source;
  private final long maxAge;
  private final long patience;
  private final int share;
  private final LongSupplier clock;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private V value;
  private String fault = "not read yet";
  private boolean reading;
  private boolean due = true;
  private long startedAt;
  private long dueAt;

  Reading(
      String name,
      Callable<V> source,
      Duration maxAge,
      Duration patience,
      int share,
      LongSupplier clock) {
    this.name = name;
    this.source = source;
    this.maxAge = maxAge.toNanos();
    this.patience = patience.toNanos();
    this.share = share;
    this.clock = clock;
  }

  /**
   * A value that is costly to get: read every 10 s at the most, seldomer when it takes more than
   * half a second. Callers wait a second for it.
   *
   * @param name of the thread that reads
   * @param source may block and fail
   */
  public static <V> Reading<V> costly(String name, Callable<V> source) {
    return costly(name, source, System::nanoTime);
  }

  static <V> Reading<V> costly(String name, Callable<V> source, LongSupplier clock) {
    return new Reading<>(name, source, Duration.ofSeconds(10), Duration.ofSeconds(1), SHARE, clock);
  }

  /**
   * A value that is quick to get, unless something is wrong: read every second at the most. Callers
   * wait two seconds for it.
   *
   * @param name of the thread that reads
   * @param source may block and fail
   */
  static <V> Reading<V> quick(String name, Callable<V> source) {
    return new Reading<>(
        name, source, Duration.ofSeconds(1), Duration.ofSeconds(2), 0, System::nanoTime);
  }

  /**
   * What was read.
   *
   * @param value the last one, or null when there was none yet
   * @param stale why it is not a fresh one, or null when it is
   */
  public record Sample<V>(V value, String stale) {}

  /** The value, fresh if it can be had quickly. */
  public Sample<V> get() {
    lock.lock();
    try {
      if (!reading && (due || clock.getAsLong() - dueAt >= 0)) {
        start();
      }
      long left = startedAt + patience - clock.getAsLong();
      while (reading && left > 0) {
        left = ended.awaitNanos(left);
      }
      return new Sample<>(value, reading ? "no answer within " + seconds(patience) + " s" : fault);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Sample<>(value, "interrupted");
    } finally {
      lock.unlock();
    }
  }

  private static double seconds(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(nanos) / 1000.0;
  }

  /** The value has changed: whoever asks next wants a new one. */
  public void expire() {
    lock.lock();
    try {
      due = true;
    } finally {
      lock.unlock();
    }
  }

  private void start() {
    reading = true;
    due = false;
    startedAt = clock.getAsLong();
    Thread thread = new Thread(this::read, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void read() {
    V read = null;
    String failure = "the reading was ended";
    try {
      read = source.call();
      failure = null;
    } catch (Exception e) {
      failure = String.valueOf(e.getMessage());
    } finally {
      keep(read, failure);
    }
  }

  private void keep(V read, String failure) {
    lock.lock();
    try {
      value = failure == null ? read : value;
      fault = failure;
      long now = clock.getAsLong();
      dueAt = now + Math.max(maxAge, failure == null ? share * (now - startedAt) : 0);
      reading = false;
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
