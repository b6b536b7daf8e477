package io.serai.dev;

/**
 * A fault that a {@link CozeDouble} injects into a share of the chat calls. A query that contains
 * {@code [[fault:KEY]]} meets that fault always.
 */
public enum Fault {
  /** HTTP 500 with a JSON body of code 5000. */
  HTTP_500("http500", Outcome.HTTP_500),
  /** A rate-limit error of the kind chosen in {@link RateLimit}, at once. */
  RATE_LIMITED("rateLimited", Outcome.RATE_LIMITED),
  /** Half of the JSON body, in a reply that is valid HTTP. */
  TRUNCATED_JSON("truncatedJson", Outcome.TRUNCATED),
  /** Code 0; by turns without an {@code answer} message and with one whose content is empty. */
  EMPTY_ANSWER("emptyAnswer", Outcome.EMPTY),
  /** No reply until the client gives up; in V3 the chat stays {@code in_progress}. */
  HANG("hang", Outcome.HUNG),
  /** HTTP 502 with a gateway's HTML body. */
  HTML_502("html502", Outcome.HTML_502),
  /** TCP reset after half of the body. */
  DROP_CONNECTION("dropConnection", Outcome.DROPPED),
  /** The body at one byte a second. */
  SLOW_DRIP("slowDrip", Outcome.DRIPPED);

  private static final Fault[] ALL = values();

  private final String key;
  private final Outcome outcome;

  Fault(String key, Outcome outcome) {
    this.key = key;
    this.outcome = outcome;
  }

  /** Name of this fault in the JSON form of {@link Behaviour} and on the command line. */
  public String key() {
    return key;
  }

  Outcome outcome() {
    return outcome;
  }

  /** Returns the fault of that key, or null. */
  static Fault of(String key) {
    for (Fault fault : ALL) {
      if (fault.key.equals(key)) {
        return fault;
      }
    }
    return null;
  }
}
