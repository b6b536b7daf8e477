package io.serai.dev;

/**
 * The form of a rate-limit error.
 *
 * @param kind a Coze error code, or HTTP 429
 * @param retryAfterSeconds value of the {@code Retry-After} header; 0 = no such header, which is
 *     what the real API is known to do
 */
public record RateLimit(Kind kind, int retryAfterSeconds) {

  /** Where the error shows. */
  public enum Kind {
    /** HTTP 200 with code 4013 and 4009 by turns. */
    CODE,
    /** HTTP 429 with a gateway's JSON body. */
    HTTP_429
  }

  /** HTTP 200 with codes, no {@code Retry-After}. */
  public static final RateLimit CODES = new RateLimit(Kind.CODE, 0);

  public RateLimit {
    if (kind == null || retryAfterSeconds < 0) {
      throw new IllegalArgumentException(
          "rate limit kind=%s retryAfterSeconds=%s is not possible"
              .formatted(kind, retryAfterSeconds));
    }
  }
}
