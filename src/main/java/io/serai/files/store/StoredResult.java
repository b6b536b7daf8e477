package io.serai.files.store;

/**
 * A result as the object storage has it.
 *
 * @param size bytes
 * @param sha256 what its metadata say, hexadecimal; null when they say nothing
 */
public record StoredResult(long size, String sha256) {}
