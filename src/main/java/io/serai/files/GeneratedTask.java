package io.serai.files;

/**
 * A task that is about to be sent. Immutable.
 *
 * @param task its message
 * @param id identifies it, so that sending it twice does it once
 * @param etag of the object that it is about, or null
 */
public record GeneratedTask(FileTask task, String id, String etag) {}
