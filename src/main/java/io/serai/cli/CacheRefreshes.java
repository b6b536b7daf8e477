package io.serai.cli;

import io.serai.cache.CacheOutcome;
import io.serai.cache.CacheRequest;
import java.time.Duration;
import java.util.function.Consumer;

/** Refreshes for the commands that ask for them. */
final class CacheRefreshes {

  /** How long a refresh of another process is waited for. */
  static final Duration USUAL_WAIT = Duration.ofSeconds(60);

  private static final long LOOK_MS = 200;
  private static final String WAITING =
      "%s: %s refreshes it now, waiting for it. The turn of a process that is dead ends within %d s"
          + " (SERAI_LEASE)";

  private CacheRefreshes() {}

  /**
   * Refreshes a job whether it is due or not.
   *
   * @param wait how long to wait while somebody else refreshes it
   * @param notices is told, once, that another process is waited for
   */
  static CacheOutcome now(
      Application application, String job, Duration wait, Consumer<String> notices)
      throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    boolean told = false;
    CacheOutcome outcome = once(application, job);
    while (outcome.status() == CacheOutcome.Status.HELD && System.nanoTime() - end < 0) {
      if (!told && !outcome.holder().isEmpty()) {
        told = true;
        long lease = application.ledger().lease().toSeconds();
        notices.accept(WAITING.formatted(job, outcome.holder(), lease));
      }
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
