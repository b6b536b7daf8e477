package io.serai.cache;

import java.time.Duration;
import java.util.Optional;

/**
 * A value in Redis.
 *
 * @param value its bytes
 * @param ttl how long it stays; none for ever
 */
@SuppressWarnings("ArrayRecordComponent")
public record CachedValue(byte[] value, Optional<Duration> ttl) {}
