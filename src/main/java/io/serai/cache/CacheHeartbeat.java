package io.serai.cache;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the turns that this process works on, so that their leases may be short: those of a process
 * that vanished end soon. A turn of which nothing comes for longer than its queries may take is not
 * renewed any more, so that a query or a service that hangs does not keep a job for ever.
 * Thread-safe.
 */
public final class CacheHeartbeat {

  private static final Logger LOG = LoggerFactory.getLogger(CacheHeartbeat.class);

  private final CacheProgress progress;
  private final Consumer<Turn> renewal;
  private final LongSupplier clock;

  /**
   * @param renewal renews one turn; may throw {@link RedisFault}
   * @param clock nanoseconds, that of {@code progress}
   */
  CacheHeartbeat(CacheProgress progress, Consumer<Turn> renewal, LongSupplier clock) {
    this.progress = progress;
    this.renewal = renewal;
    this.clock = clock;
  }

  /** The turns to be renewed now. */
  public List<Turn> turns() {
    return progress.held().stream().filter(this::isAlive).map(HeldTurn::turn).toList();
  }

  private boolean isAlive(HeldTurn held) {
    if (!held.isStuck(clock.getAsLong())) {
      return true;
    }
    if (held.givesUp()) {
      LOG.warn(
          "Cache job {}: its refresh has published nothing for {} s; its turn is not renewed any"
              + " more, so that another process may take over",
          held.turn().job(),
          held.patience().toSeconds());
    }
    return false;
  }

  /** Renews a turn. Does nothing when it is lost or Redis cannot do it: the next write tells. */
  public void renew(Turn turn) {
    try {
      renewal.accept(turn);
    } catch (RedisFault e) {
      LOG.debug("The turn of {} was not renewed", turn.job(), e);
    }
  }
}
