package io.serai.enrich;

import io.serai.ledger.Failure;

/**
 * What is to be recorded of a question without an answer.
 *
 * @param failure why, or null when its rows go back untouched
 * @param call the call that failed, in words
 */
public record Verdict(Question question, Failure failure, String call) {}
