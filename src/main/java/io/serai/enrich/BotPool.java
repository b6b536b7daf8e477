package io.serai.enrich;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Rotation over the bots that learns: the least loaded bot that is well is asked next; a throttled
 * or broken one gets no calls while others can serve; when none can, callers wait. Thread-safe.
 */
public final class BotPool {

  private static final int FIRST_LIMIT = 16;
  private static final long LONGEST_WAIT = TimeUnit.MILLISECONDS.toNanos(500);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<Bot> bots = new ArrayList<>();
  private final ApiGate gate;
  private final LongSupplier clock;
  private int next;
  private int inFlight;
  private boolean closed;
  private Thread leader;

  /**
   * @param botIds at least one
   * @param workers calls in flight at the most
   * @param gate the API as a whole
   * @param clock nanoseconds, such as {@link System#nanoTime}
   */
  public BotPool(List<String> botIds, int workers, ApiGate gate, LongSupplier clock) {
    botIds.forEach(id -> bots.add(new Bot(id, new BotLimit(FIRST_LIMIT, workers))));
    this.gate = gate;
    this.clock = clock;
  }

  /**
   * A bot for one call; waits until one is free. Every call must be ended by one of the other
   * methods.
   *
   * @throws NoUsableBotException when every bot refuses for a reason that waiting does not mend
   * @throws IllegalStateException when the pool was closed meanwhile
   */
  public BotCall acquire() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        if (closed) {
          throw new IllegalStateException("stopped while waiting for a free bot");
        }
        refuseIfAllBlocked();
        long now = clock.getAsLong();
        Bot bot = gate.admits(inFlight) ? leastLoaded(now) : null;
        if (bot != null) {
          bot.started();
          inFlight++;
          return new BotCall(bot.id(), now);
        }
        await(now);
      }
    } finally {
      if (leader == null) {
        changed.signal();
      }
      lock.unlock();
    }
  }

  /** Only one of the many who wait watches the clock; the others sleep until they are woken. */
  private void await(long now) throws InterruptedException {
    if (leader != null) {
      changed.await();
      return;
    }
    leader = Thread.currentThread();
    try {
      changed.awaitNanos(pause(now));
    } finally {
      leader = null;
    }
  }

  private void refuseIfAllBlocked() {
    if (bots.stream().allMatch(Bot::blocked)) {
      throw new NoUsableBotException(
          bots.stream().map(b -> b.id() + ": " + b.blockedBy()).toList());
    }
  }

  private Bot leastLoaded(long now) {
    Bot best = null;
    for (int i = 0; i < bots.size(); i++) {
      Bot bot = bots.get((next + i) % bots.size());
      if (bot.ready(now) && (best == null || bot.load() < best.load())) {
        best = bot;
      }
    }
    next = (next + 1) % bots.size();
    return best;
  }

  private long pause(long now) {
    return bots.stream()
        .mapToLong(bot -> bot.pauseLeft(now))
        .filter(left -> left > 0)
        .reduce(LONGEST_WAIT, Math::min);
  }

  /** The bot answered. */
  public void succeeded(BotCall call) {
    end(call, (bot, now) -> bot.succeeded(call.startedAt()));
  }

  /**
   * The bot turned the call away.
   *
   * @param pause how long it asked to be left alone, or null
   */
  public void throttled(BotCall call, Duration pause) {
    end(call, (bot, now) -> bot.throttled(call.startedAt(), now, pause));
  }

  /** The bot broke; after several in a row it is left alone for a while. */
  public void failed(BotCall call) {
    end(call, (bot, now) -> bot.failed(call.startedAt(), now));
  }

  /** The bot refuses everybody: wrong token, not published, no balance. */
  public void blocked(BotCall call, String why) {
    end(call, (bot, now) -> bot.blocked(why, now));
  }

  /** The call ended without saying anything about the bot. */
  public void released(BotCall call) {
    end(call, (bot, now) -> bot.released());
  }

  private void end(BotCall call, Ending ending) {
    lock.lock();
    try {
      inFlight--;
      for (Bot bot : bots) {
        if (bot.id().equals(call.botId())) {
          ending.apply(bot, clock.getAsLong());
        }
      }
      // an answer may both free a place and raise the limit
      changed.signal();
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  private interface Ending {
    void apply(Bot bot, long now);
  }

  /** Wakes and refuses everybody who waits; for a stop. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Takes calls again after {@link #close}; blocked bots get another chance. */
  public void open() {
    lock.lock();
    try {
      closed = false;
      bots.forEach(Bot::forgiven);
    } finally {
      lock.unlock();
    }
  }

  /** What is known of each bot. */
  public List<BotState> states() {
    lock.lock();
    try {
      long now = clock.getAsLong();
      return bots.stream().map(bot -> bot.state(now)).toList();
    } finally {
      lock.unlock();
    }
  }
}
