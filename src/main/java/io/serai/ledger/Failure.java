package io.serai.ledger;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;

/**
 * Why an attempt failed.
 *
 * @param errorClass decides between waiting, retry and DEAD
 * @param code short and stable, to group by: {@code 4013}, {@code HTTP_500}, {@code TIMEOUT}
 * @param message for a person: what was wrong and where
 * @param trace stack trace for bugs, or null
 * @param retryAfter the wait that the other side asked for, or null
 */
public record Failure(
    ErrorClass errorClass, String code, String message, String trace, Duration retryAfter) {

  private static final int LONGEST_TRACE = 8_000;

  /** A failure with no stack trace and no wait asked for. */
  public static Failure of(ErrorClass errorClass, String code, String message) {
    return new Failure(errorClass, code, message, null, null);
  }

  /** A failure that nobody foresaw: transient, with the stack trace for whoever looks into it. */
  public static Failure unexpected(Throwable cause) {
    StringWriter trace = new StringWriter();
    cause.printStackTrace(new PrintWriter(trace));
    String text = trace.toString();
    return new Failure(
        ErrorClass.TRANSIENT,
        cause.getClass().getSimpleName(),
        String.valueOf(cause.getMessage()),
        text.substring(0, Math.min(LONGEST_TRACE, text.length())),
        null);
  }

  /** The same with the wait that the other side asked for. */
  public Failure after(Duration wait) {
    return new Failure(errorClass, code, message, trace, wait);
  }
}
