package io.serai.cache;

/** A result looks so poor that the last one is kept. Nothing is written; the turn goes on. */
public final class RefusedPublishException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RefusedPublishException(Turn turn, String reason) {
    super("cache job " + turn.job() + ": not published, " + reason);
  }
}
