package io.serai.cache;

import java.time.Instant;

/**
 * A cycle that has failed.
 *
 * @param extension what became of the keys
 * @param failures failed turns since the last success, this one included
 * @param nextDue when the next may begin
 */
public record Failed(Extension extension, int failures, Instant nextDue) {}
