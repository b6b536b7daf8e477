package io.serai.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Adds up the chunks of an extension. One thread. */
final class ExtensionTally {

  private long keys;
  private long extended;
  private long oldest;
  private long until;
  private long now;

  /** Adds a chunk; 0 stands for an unknown time. */
  void add(long moreKeys, long moreExtended, long oldestOfThem, long untilOfThem, long at) {
    keys += moreKeys;
    extended += moreExtended;
    oldest = oldest == 0 ? oldestOfThem : oldest;
    until = Math.max(until, untilOfThem);
    now = at;
  }

  Extension extension() {
    return new Extension(
        keys,
        extended,
        oldest == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(now - oldest)),
        until == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(until)));
  }
}
