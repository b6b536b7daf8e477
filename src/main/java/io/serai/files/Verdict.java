package io.serai.files;

import io.serai.ledger.Failure;

/**
 * What a failed attempt means. Immutable.
 *
 * @param task that failed
 * @param failure why, or null when it was only interrupted by a stop
 */
public record Verdict(PendingTask task, Failure failure) {}
