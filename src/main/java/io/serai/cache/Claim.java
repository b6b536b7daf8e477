package io.serai.cache;

import java.time.Duration;
import java.util.Optional;

/**
 * What came of the wish to refresh a job.
 *
 * @param verdict whether there is a turn, and why not
 * @param turn present when it was taken
 * @param delay how long it makes no sense to ask again; zero when it was taken
 * @param holder who has the turn; empty unless it is held
 */
public record Claim(Verdict verdict, Optional<Turn> turn, Duration delay, String holder) {

  /** Whether there is a turn. */
  public enum Verdict {
    /** The caller has it. */
    TAKEN,
    /** The job is not due yet. */
    NOT_DUE,
    /** Somebody has it. */
    HELD
  }
}
