package io.serai.cache;

import java.time.Duration;
import java.time.Instant;

/**
 * A cycle that has ended well. Times are those of Redis.
 *
 * @param at when
 * @param rows of all its publications
 * @param keys of all its publications
 * @param elapsed since the turn was claimed
 * @param walk since the cycle began, longer than the former when it was interrupted
 * @param nextDue when the next may begin
 */
public record Finished(
    Instant at, long rows, long keys, Duration elapsed, Duration walk, Instant nextDue) {}
