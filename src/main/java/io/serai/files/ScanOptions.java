package io.serai.files;

/**
 * What a scan looks for. Immutable.
 *
 * @param bucket that is listed
 * @param prefix that keys begin with; empty: all
 * @param destBucket that the tasks name for their results, or null
 * @param most tasks that are made at the most
 * @param restart whether to begin at the first key, whatever an earlier scan left
 * @param force whether to make tasks of unchanged objects, too
 */
public record ScanOptions(
    String bucket, String prefix, String destBucket, long most, boolean restart, boolean force) {

  /**
   * Name of the resume point. A forced scan has its own, or each would go on where the other
   * stopped.
   */
  String name() {
    return (force ? "force:" : "") + bucket + "/" + prefix;
  }
}
