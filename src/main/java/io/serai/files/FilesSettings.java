package io.serai.files;

import io.serai.config.Setting;
import io.serai.config.Settings;
import java.time.Duration;

/**
 * What the worker needs to know. Immutable.
 *
 * @param workers files that are parsed in parallel
 * @param pool whether this is a pool worker, whatever its size
 * @param maxAttempts attempts of a file until it is DEAD
 * @param sourceBucket of tasks that name none
 * @param destBucket of the results of tasks that name none
 * @param commitInterval between commits of offsets; zero: as soon as something is finished
 * @param drainTimeout how long files in flight may hold up a rebalance
 * @param announces whether results are notified
 * @param orphanAge at which unfinished uploads are swept; zero: never
 */
record FilesSettings(
    int workers,
    boolean pool,
    int maxAttempts,
    String sourceBucket,
    String destBucket,
    Duration commitInterval,
    Duration drainTimeout,
    boolean announces,
    Duration orphanAge) {

  private static final Duration LONGEST_DRAIN = Duration.ofSeconds(30);

  static FilesSettings of(Settings settings, boolean pool) {
    Duration pollInterval = Duration.ofMillis(settings.number(Setting.KAFKA_MAX_POLL_INTERVAL_MS));
    Duration drain = pollInterval.dividedBy(2);
    boolean everyInterval = settings.flag(Setting.KAFKA_ENABLE_AUTO_COMMIT);
    return new FilesSettings(
        pool ? settings.number(Setting.POOL_SIZE) : 1,
        pool,
        settings.number(Setting.FILES_MAX_RETRIES) + 1,
        settings.text(Setting.OBS_SOURCE_BUCKET),
        settings.text(Setting.OBS_DEST_BUCKET),
        everyInterval
            ? Duration.ofMillis(settings.number(Setting.KAFKA_AUTO_COMMIT_INTERVAL_MS))
            : Duration.ZERO,
        drain.compareTo(LONGEST_DRAIN) < 0 ? drain : LONGEST_DRAIN,
        settings.flag(Setting.KAFKA_ENABLE_PRODUCER),
        Duration.ofHours(settings.number(Setting.OBS_ORPHAN_HOURS)));
  }

  /**
   * Threads that process files. In a pool there are a quarter more than files are parsed in
   * parallel, see {@link ParseSlots}.
   */
  int threads() {
    return workers == 1 ? 1 : workers + (workers + 3) / 4;
  }

  /** What notifications call this worker. */
  String workerType() {
    return pool ? "multi_process" : "single_process";
  }
}
