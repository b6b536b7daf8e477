package io.serai.ledger;

/**
 * A claim and what is to be done.
 *
 * @param claim the right to do it
 * @param payload the item's payload as JSON, formatted by the database, or null
 */
public record Work(Claim claim, String payload) {}
