package io.serai.cli;

import io.serai.cache.CacheJobs;
import io.serai.cache.CacheOutcome;
import io.serai.cache.CachedValue;
import io.serai.cache.ClickHouseSettings;
import io.serai.config.SettingsException;
import io.serai.dev.ClickHouseSamples;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** The cache line's part of the demo: sample events, and every job refreshed once. */
final class CacheDemo {

  private static final String TRENDING = "nova:cache:trending:1h";
  private static final int EXCERPT = 100;

  private CacheDemo() {}

  /** Makes tables and samples. */
  static void prepare(Application application) {
    ClickHouseSettings clickHouse = application.cache().servers().clickHouse();
    ClickHouseSamples samples =
        new ClickHouseSamples(
            clickHouse.url(), clickHouse.database(), clickHouse.user(), clickHouse.password());
    try {
      samples.createTables();
      samples.addSmallSample();
    } catch (IOException e) {
      throw new SettingsException("The samples cannot be written: " + e.getMessage());
    }
  }

  /** Runs it and says how it went. */
  static boolean run(Application application, PrintWriter out) throws InterruptedException {
    CacheJobs jobs = application.cache().line().jobs();
    // of an earlier demo that was killed, turns may be left
    Duration wait = application.ledger().lease().plus(CacheRefreshes.USUAL_WAIT);
    boolean good = true;
    for (String name : jobs.names(null)) {
      CacheOutcome outcome =
          CacheRefreshes.now(application, name, wait, notice -> tell(out, notice));
      good &= outcome.status() == CacheOutcome.Status.REFRESHED;
      out.printf(
          "cache     %s: %d rows in %d keys, %d ms %s%n",
          name, outcome.rows(), outcome.keys(), outcome.elapsedMs(), outcome.message());
    }
    Optional<CachedValue> trending = application.cache().line().store().get(TRENDING);
    trending.ifPresent(value -> out.printf("          %s = %s%n", TRENDING, excerpt(value)));
    out.flush();
    return good && trending.isPresent();
  }

  private static void tell(PrintWriter out, String notice) {
    out.println("cache     " + notice);
    out.flush();
  }

  private static String excerpt(CachedValue value) {
    String text = new String(value.value(), StandardCharsets.UTF_8);
    return text.length() <= EXCERPT ? text : text.substring(0, EXCERPT) + "…";
  }
}
