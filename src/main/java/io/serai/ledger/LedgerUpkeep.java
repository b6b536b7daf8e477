package io.serai.ledger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Keeps the leases of this process alive and reaps those of dead ones. Thread-safe. */
public final class LedgerUpkeep {

  private static final Logger LOG = LoggerFactory.getLogger(LedgerUpkeep.class);

  private final Ledger ledger;

  /** Upkeep of one ledger. */
  public LedgerUpkeep(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * One round. The heartbeat comes first: after an outage of the database this process must not
   * reap its own items. While the database is away the round is skipped and said so.
   */
  public void tick() {
    try {
      ledger.heartbeat();
      int back = ledger.reap();
      if (back > 0) {
        LOG.warn("{} items of a process that vanished are back in the queue", back);
      }
    } catch (DataAccessException e) {
      LOG.warn("Leases could not be extended, trying again: {}", e.getMessage());
    }
  }
}
