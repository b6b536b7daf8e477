package io.serai.ledger;

import java.time.Instant;

/** One row of the ledger as it is shown to a person; absent values are null. */
public record WorkItem(
    String line,
    String key,
    ItemState state,
    int priority,
    Instant runAt,
    int attempt,
    int maxAttempts,
    String owner,
    long fence,
    Instant leaseUntil,
    int leaseLosses,
    String payload,
    String result,
    String errorClass,
    String errorCode,
    String error,
    String errorTrace,
    Instant createdAt,
    Instant firstFailedAt,
    Instant updatedAt,
    Instant doneAt) {}
