package io.serai.dev;

/** How a {@link CozeDouble} ended a chat call. Every call ends in exactly one of these. */
public enum Outcome {
  /** A complete reply with code 0 and an answer. */
  ANSWERED("answered"),
  /** HTTP 500, by {@link Fault#HTTP_500}. */
  HTTP_500("http500"),
  /** Rate-limit error by chance, by {@link Fault#RATE_LIMITED}. */
  RATE_LIMITED("rateLimited"),
  /** Rate-limit error because the bot was above its {@link BotLimits}. */
  OVER_LIMIT("overLimit"),
  /** A reply cut short, by {@link Fault#TRUNCATED_JSON}. */
  TRUNCATED("truncated"),
  /** Code 0 without an answer, by {@link Fault#EMPTY_ANSWER}. */
  EMPTY("empty"),
  /** Never answered, by {@link Fault#HANG}; counted when it began. */
  HUNG("hung"),
  /** HTTP 502 with an HTML body, by {@link Fault#HTML_502}. */
  HTML_502("html502"),
  /** Connection reset in the middle of the reply, by {@link Fault#DROP_CONNECTION}. */
  DROPPED("dropped"),
  /** One byte a second, by {@link Fault#SLOW_DRIP}; counted when it began. */
  DRIPPED("dripped"),
  /** An error code by script, bot, or poisoned query, or a conversation that was still busy. */
  REFUSED("refused"),
  /** A V3 chat that stopped at {@code requires_action}. */
  REQUIRES_ACTION("requiresAction"),
  /** The token was not the accepted one. */
  UNAUTHORIZED("unauthorized"),
  /** The request was malformed, too large, or lacked a required field. */
  INVALID("invalid"),
  /** The client went away, or cancelled the chat, before the reply was due. */
  ABANDONED("abandoned");

  private final String key;

  Outcome(String key) {
    this.key = key;
  }

  /** Name of this outcome in {@code GET /double/stats}. */
  public String key() {
    return key;
  }
}
