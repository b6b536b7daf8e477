package io.serai.dev;

/**
 * What a double remembers beyond totals.
 *
 * @param countQueries whether to count calls per query; memory then grows with distinct queries
 * @param keepRequests how many of the latest request bodies to keep, each up to 1 MiB
 */
public record Recording(boolean countQueries, int keepRequests) {

  /** No calls per query; the latest 16 bodies. */
  public static final Recording DEFAULT = new Recording(false, 16);

  public Recording {
    if (keepRequests < 0 || keepRequests > 10_000) {
      throw new IllegalArgumentException(
          "keepRequests %s is not possible; it must lie in 0..10000".formatted(keepRequests));
    }
  }
}
