package io.serai.enrich;

import java.time.Duration;

/** Coze answered, but not with an answer. */
public final class CozeException extends Exception {

  private static final long serialVersionUID = 1L;

  private final CozeFault fault;
  private final String code;
  private final Duration retryAfter;

  /**
   * @param fault what it means
   * @param code Coze's code, or a word such as {@code HTTP_502}
   * @param message for a person
   * @param retryAfter the wait that the reply asked for, or null
   */
  CozeException(CozeFault fault, String code, String message, Duration retryAfter) {
    super(message);
    this.fault = fault;
    this.code = code;
    this.retryAfter = retryAfter;
  }

  CozeFault fault() {
    return fault;
  }

  String code() {
    return code;
  }

  Duration retryAfter() {
    return retryAfter;
  }
}
