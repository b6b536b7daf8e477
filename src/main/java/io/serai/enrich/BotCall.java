package io.serai.enrich;

/**
 * One call that a bot has in flight.
 *
 * @param botId the bot that is asked
 * @param startedAt the pool's clock when it began, nanoseconds
 */
public record BotCall(String botId, long startedAt) {}
