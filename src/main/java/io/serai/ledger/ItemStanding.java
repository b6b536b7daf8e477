package io.serai.ledger;

import java.time.Duration;
import java.util.Optional;

/**
 * Where an item stands, by the database's clock.
 *
 * @param state its state
 * @param dueIn READY and RETRY: time until it may be claimed, zero when it may be now; else null
 * @param leaseLeft CLAIMED: time until the lease ends unless it is extended, zero when it has
 *     ended; else null
 * @param attempt attempts that failed
 * @param owner CLAIMED: who works on it; else null
 * @param errorClass class of the last failure, or null
 * @param errorCode code of the last failure, or null
 * @param error the last failure in words, or null
 */
public record ItemStanding(
    ItemState state,
    Duration dueIn,
    Duration leaseLeft,
    int attempt,
    String owner,
    ErrorClass errorClass,
    String errorCode,
    String error) {

  /**
   * When a claim may succeed at the earliest; empty when it is DONE or DEAD. Zero after a claim
   * that did not get it means that another process had it in hand at that moment: ask again.
   */
  public Optional<Duration> claimableIn() {
    return Optional.ofNullable(dueIn != null ? dueIn : leaseLeft);
  }
}
