package io.serai.ledger;

/**
 * The right to work on one item until its lease ends.
 *
 * @param line the job line, such as {@code enrich}
 * @param key the item's name within its line
 * @param fence number of this claim; whoever claims later holds a higher one
 * @param attempt attempts that failed before
 */
public record Claim(String line, String key, long fence, int attempt) {}
