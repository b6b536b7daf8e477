package io.serai.cli;

import io.serai.cache.CacheOutcome;
import io.serai.cache.CacheRequest;
import java.time.Duration;

/** Refreshes for the commands that ask for them. */
final class CacheRefreshes {

  /** How long a refresh of another process is waited for. */
  static final Duration USUAL_WAIT = Duration.ofSeconds(60);

  private static final long LOOK_MS = 200;

  private CacheRefreshes() {}

  /**
   * Refreshes a job whether it is due or not.
   *
   * @param wait how long to wait while somebody else refreshes it
   */
  static CacheOutcome now(Application application, String job, Duration wait)
      throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    CacheOutcome outcome = once(application, job);
    while (outcome.status() == CacheOutcome.Status.HELD && System.nanoTime() - end < 0) {
      Thread.sleep(LOOK_MS);
      outcome = once(application, job);
    }
    return outcome;
  }

  private static CacheOutcome once(Application application, String job) {
    return application
        .camel()
        .createProducerTemplate()
        .requestBody("direct:cache-refresh", new CacheRequest(job, true), CacheOutcome.class);
  }
}
