package io.serai.cache;

/**
 * A turn has ended meanwhile: its lease ran out and another worker took over. Nothing is written.
 */
public final class LostTurnException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  LostTurnException(Turn turn) {
    super(
        "cache job %s: the turn of %s (fence %d) is over; another has taken it, or Redis has lost its data"
            .formatted(turn.job(), turn.owner(), turn.fence()));
  }
}
