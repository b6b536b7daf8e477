package io.serai.cache;

import java.time.Duration;

/** A turn that this process works on, and since when nothing has come of it. Thread-safe. */
final class HeldTurn {

  private final Turn turn;
  private final Duration patience;
  private long movedAt;
  private boolean givenUp;

  /**
   * @param patience how long it may take until something is published
   * @param now nanoseconds
   */
  HeldTurn(Turn turn, Duration patience, long now) {
    this.turn = turn;
    this.patience = patience;
    this.movedAt = now;
  }

  Turn turn() {
    return turn;
  }

  Duration patience() {
    return patience;
  }

  /** Something was published under it. */
  synchronized void moves(long now) {
    movedAt = now;
    givenUp = false;
  }

  /** Whether nothing has come of it for longer than anything should take. */
  synchronized boolean isStuck(long now) {
    return now - movedAt > patience.toNanos();
  }

  /** Whether it is given up just now; false when it was before. */
  synchronized boolean givesUp() {
    boolean first = !givenUp;
    givenUp = true;
    return first;
  }
}
