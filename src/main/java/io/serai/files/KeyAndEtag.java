package io.serai.files;

/**
 * One version of a source object.
 *
 * @param key its key
 * @param etag its ETag, written as in the results; null: any version
 */
public record KeyAndEtag(String key, String etag) {}
