package io.serai.cache;

import java.time.Duration;

/** Writes the values of jobs, in the way that fits what Redis is. */
interface CacheWrites {

  /** Writes all keys and the cursor, or throws. */
  void publish(Turn turn, JobKeys keys, Publication publication);

  /** Lengthens the TTLs of what was published, under a turn or {@link Turn#nobodys}. */
  Extension extend(Turn turn, JobKeys keys, Duration ttl, Duration hardLimit);
}
