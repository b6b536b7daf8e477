package io.serai.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What Redis knows of a job. Times are those of Redis.
 *
 * @param at when it was asked
 * @param publishedAt when the last cycle ended well
 * @param rows of that cycle
 * @param keys of that cycle
 * @param elapsed of that cycle's last turn
 * @param walk of that cycle as a whole
 * @param nextDue when the next may begin
 * @param owner who refreshes it now; empty when nobody does
 * @param leaseUntil when that turn may be taken by another
 * @param cycleAt when the current or last cycle began
 * @param cursor where an unfinished walk is; empty when there is none
 * @param failures failed turns since the last success
 * @param lastError of the last of them; empty when there is none
 * @param failedAt when that was
 * @param extendedUntil when the last of the keys expires, of those that were extended
 */
public record CacheState(
    String job,
    Instant at,
    Optional<Instant> publishedAt,
    long rows,
    long keys,
    Duration elapsed,
    Duration walk,
    Optional<Instant> nextDue,
    String owner,
    Optional<Instant> leaseUntil,
    Optional<Instant> cycleAt,
    String cursor,
    int failures,
    String lastError,
    Optional<Instant> failedAt,
    Optional<Instant> extendedUntil) {

  static CacheState of(String job, long now, Map<String, String> fields) {
    return new CacheState(
        job,
        Instant.ofEpochMilli(now),
        instant(fields, "published_at"),
        number(fields, "rows"),
        number(fields, "keys"),
        Duration.ofMillis(number(fields, "elapsed_ms")),
        Duration.ofMillis(number(fields, "walk_ms")),
        instant(fields, "next_due"),
        fields.getOrDefault("owner", ""),
        instant(fields, "lease_until"),
        instant(fields, "cycle_at"),
        fields.getOrDefault("cursor", ""),
        (int) number(fields, "failures"),
        fields.getOrDefault("last_error", ""),
        instant(fields, "failed_at"),
        instant(fields, "extended_until"));
  }

  private static long number(Map<String, String> fields, String name) {
    return Long.parseLong(fields.getOrDefault(name, "0"));
  }

  private static Optional<Instant> instant(Map<String, String> fields, String name) {
    long millis = number(fields, name);
    return millis == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
  }

  /** How old the last good cycle is. */
  public Optional<Duration> age() {
    return publishedAt.map(published -> Duration.between(published, at));
  }
}
