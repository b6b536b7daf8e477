package io.serai.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The right to refresh a job, from {@link CacheStore#claim} on until it is finished, failed,
 * released or, its lease being over, taken by another worker. Times are those of Redis.
 *
 * @param fence rises from turn to turn
 * @param owner who has it
 * @param startedAt when it was claimed
 * @param cycleAt when the cycle began, earlier than the turn when that goes on with another's
 * @param cursor where to go on; empty at the beginning
 * @param interval of the job
 * @param lease how long it stays when nothing renews it
 * @param takenFrom the owner whose lease ran out before; empty when it ended its turn itself
 * @param failures failed turns since the last success
 * @param publishedAt the last success, if there was any
 */
public record Turn(
    String job,
    long fence,
    String owner,
    Instant startedAt,
    Instant cycleAt,
    String cursor,
    Duration interval,
    Duration lease,
    String takenFrom,
    int failures,
    Optional<Instant> publishedAt) {

  /** Stands for no turn at all. */
  static Turn nobodys(String job) {
    return new Turn(
        job,
        0,
        "",
        Instant.EPOCH,
        Instant.EPOCH,
        "",
        Duration.ZERO,
        Duration.ZERO,
        "",
        0,
        Optional.empty());
  }
}
