package io.serai.ledger;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Keeps the leases of this process alive and reaps those of dead ones. Thread-safe. */
public final class LedgerUpkeep {

  private static final Logger LOG = LoggerFactory.getLogger(LedgerUpkeep.class);

  private final Ledger ledger;
  private final AtomicBoolean afterOutage = new AtomicBoolean();

  /** Upkeep of one ledger. */
  public LedgerUpkeep(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * One round. While the database is away it is skipped and said so; the first round afterwards
   * only extends leases, so that every node has the time to do so before the first one reaps.
   */
  public void tick() {
    try {
      ledger.heartbeat();
      if (!afterOutage.getAndSet(false)) {
        reap();
      }
    } catch (DataAccessException e) {
      afterOutage.set(true);
      LOG.warn("Leases could not be extended, trying again: {}", e.getMessage());
    }
  }

  private void reap() {
    int back = ledger.reap();
    if (back > 0) {
      LOG.warn("{} items of a process that vanished are back in the queue", back);
    }
  }
}
