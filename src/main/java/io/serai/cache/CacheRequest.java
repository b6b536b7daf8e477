package io.serai.cache;

/**
 * A job that may be refreshed.
 *
 * @param job its name
 * @param force whether a person asks, who does not wait until it is due
 */
public record CacheRequest(String job, boolean force) {

  /** What a job's own route asks for. */
  public static CacheRequest due(String job) {
    return new CacheRequest(job, false);
  }
}
