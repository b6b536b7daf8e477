package io.serai.enrich;

/**
 * A question that was answered.
 *
 * @param bot the bot that answered
 */
public record Answer(Question question, String bot, String text) {}
