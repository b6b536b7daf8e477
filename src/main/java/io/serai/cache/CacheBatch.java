package io.serai.cache;

/**
 * What the store is given at once.
 *
 * @param turn under which it is written
 */
public record CacheBatch(Turn turn, Publication publication) {}
