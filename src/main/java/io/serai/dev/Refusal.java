package io.serai.dev;

/** Why a call is not admitted: the error code and message to answer, and how to count it. */
record Refusal(Outcome outcome, long code, String message) {

  static Refusal invalid(long code, String message) {
    return new Refusal(Outcome.INVALID, code, message);
  }
}
