package io.serai.ledger;

/** The states of an item of work. */
public enum ItemState {
  /** Waiting for its first attempt, or replayed. */
  READY,
  /** A process works on it and holds a lease. */
  CLAIMED,
  /** Failed, or its worker vanished; waits for {@code run_at}. */
  RETRY,
  /** Finished; its effect is written. */
  DONE,
  /** Given up, with its cause; {@code serai ledger replay} puts it back. */
  DEAD
}
