package io.serai.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long keys that could not be refreshed stay. While a walk is under way a key may be counted
 * twice, as of its last walk and of this one.
 *
 * @param keys keys that are there
 * @param extended those of them whose TTL has become longer
 * @param oldest the age of the oldest, at the most
 * @param until when the last of them expires; none when there are no keys
 */
public record Extension(
    long keys, long extended, Optional<Duration> oldest, Optional<Instant> until) {}
