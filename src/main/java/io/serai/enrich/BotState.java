package io.serai.enrich;

/**
 * What is known of a bot at one moment.
 *
 * @param state open, cooling (no calls), trial (one call at a time) or blocked (misconfigured)
 * @param limit calls at once, as learned
 * @param coolingMs milliseconds until it is asked again
 * @param blockedBy the reply that blocked it, or null
 */
public record BotState(
    String bot,
    String state,
    int limit,
    int inFlight,
    long calls,
    long answered,
    long throttled,
    long failed,
    long coolingMs,
    String blockedBy) {}
