package io.serai.ledger;

/** What a failure means for the item that met it. */
public enum ErrorClass {
  /** The other side is busy or away: the item waits and no attempt is consumed. */
  THROTTLED,
  /** May go well next time: an attempt is consumed, the item is retried later. */
  TRANSIENT,
  /** Will go wrong every time: the item is DEAD at once. */
  PERMANENT,
  /** The item itself is bad input: DEAD at once. */
  INVALID;

  boolean consumesAttempt() {
    return this != THROTTLED;
  }

  boolean fatal() {
    return this == PERMANENT || this == INVALID;
  }
}
