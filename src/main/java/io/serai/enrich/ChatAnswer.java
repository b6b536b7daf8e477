package io.serai.enrich;

/**
 * What the Coze kamelets leave as body.
 *
 * @param text the bot's answer, never blank
 */
public record ChatAnswer(String text) {}
