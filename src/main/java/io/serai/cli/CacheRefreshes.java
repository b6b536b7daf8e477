package io.serai.cli;

import io.serai.cache.CacheOutcome;
import io.serai.cache.CacheRequest;

/** Refreshes for the commands that ask for them. */
final class CacheRefreshes {

  private CacheRefreshes() {}

  /** Refreshes a job whether it is due or not. */
  static CacheOutcome now(Application application, String job) {
    return application
        .camel()
        .createProducerTemplate()
        .requestBody("direct:cache-refresh", new CacheRequest(job, true), CacheOutcome.class);
  }
}
