package io.serai.files;

import io.serai.files.store.StoreFault;
import io.serai.ledger.ErrorClass;
import io.serai.ledger.Failure;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the object storage takes this process's settings at all. Once it has refused them several
 * times in a row, files are held back rather than buried one after the other, but for one now and
 * then, which shows whether somebody has mended the settings or the storage's users. Thread-safe.
 */
final class StoreGate {

  /** So many files fail before it is taken for a fault of the settings. */
  static final int MOST_BURIED = 3;

  private static final Logger LOG = LoggerFactory.getLogger(StoreGate.class);
  private static final long FIRST_PAUSE_MS = 1_000;
  private static final long LONGEST_PAUSE_MS = Duration.ofMinutes(1).toMillis();
  private static final String NO_TASK = "BAD_TASK";

  private final Set<String> ownBuckets;
  private final LongSupplier clock;
  private volatile int refusals;
  private volatile String fault;
  private long pause;
  private long trialAt;

  /**
   * @param ownBuckets that the settings name
   * @param clock milliseconds that never go back
   */
  StoreGate(Set<String> ownBuckets, LongSupplier clock) {
    this.ownBuckets = ownBuckets;
    this.clock = clock;
  }

  /** Whether one more file may begin while so many are in flight. */
  boolean admits(int inFlight) {
    return fault == null || inFlight == 0 && isTimeForTrial();
  }

  private synchronized boolean isTimeForTrial() {
    return clock.getAsLong() >= trialAt;
  }

  /** A file was processed: the settings are right. */
  void succeeded() {
    if (refusals > 0) {
      forgive();
    }
  }

  private synchronized void forgive() {
    refusals = 0;
    if (fault != null) {
      fault = null;
      LOG.info("The object storage takes requests again; files are processed as before");
    }
  }

  /**
   * What a failed attempt means in the light of those before it.
   *
   * @param file null when the message was no task
   * @return the failure as it is, or one that costs no attempt while files are held back
   */
  synchronized Failure judge(FileTask file, Failure failure) {
    if (isOfSettings(file, failure)) {
      refusals++;
      return refusals > MOST_BURIED ? held(failure) : failure;
    }
    if (isAnswer(failure)) {
      succeeded();
    }
    return failure;
  }

  private Failure held(Failure failure) {
    long now = clock.getAsLong();
    if (fault == null) {
      LOG.error(
          "The object storage refuses every file, so none is begun until this is mended, but one"
              + " now and then to see; nothing more fails meanwhile. {}",
          failure.message());
      pause = FIRST_PAUSE_MS;
      trialAt = now + pause;
    } else if (now >= trialAt) {
      pause = Math.min(LONGEST_PAUSE_MS, 2 * pause);
      trialAt = now + pause;
    }
    fault = failure.message();
    return Failure.of(ErrorClass.THROTTLED, failure.code(), failure.message());
  }

  /** A bucket in another region is a fault of the task that names it. */
  private boolean isOfSettings(FileTask file, Failure failure) {
    StoreFault met = new StoreFault(failure.errorClass(), failure.code(), failure.message());
    return met.ofSettings()
        && (!met.ofBucket()
            || ownBuckets.contains(file.bucket()) && ownBuckets.contains(file.destBucket()));
  }

  /**
   * Whoever is told that an object is missing, or may not be read, has shown a key that is right.
   */
  private static boolean isAnswer(Failure failure) {
    return switch (failure.errorClass()) {
      case INVALID, PERMANENT -> !failure.code().equals(NO_TASK);
      default -> false;
    };
  }

  /** The next file is tried at once. */
  synchronized void tryNow() {
    trialAt = clock.getAsLong();
  }

  /** What is wrong with the settings, for a person; null while files are processed. */
  String fault() {
    String now = fault;
    return now == null
        ? null
        : "The object storage refuses every file; one is tried now and then. " + now;
  }
}
