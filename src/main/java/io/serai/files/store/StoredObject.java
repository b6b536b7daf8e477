package io.serai.files.store;

import java.time.Instant;

/**
 * An object as the storage lists it.
 *
 * @param bucket its bucket
 * @param key its key
 * @param etag changes with the bytes; without quotes
 * @param size bytes
 * @param lastModified when it was stored, to the second at least
 */
public record StoredObject(
    String bucket, String key, String etag, long size, Instant lastModified) {

  static String plain(String etag) {
    return etag == null ? "" : etag.replace("\"", "");
  }
}
