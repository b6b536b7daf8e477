package io.serai.cli;

import static org.awaitility.Awaitility.await;

import io.serai.cache.CacheLine;
import io.serai.config.Settings;
import io.serai.ops.LineStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.CamelContext;

/** A worker of the cache line in this process. */
final class CacheService implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Application application;

  private CacheService(Map<String, String> settings, Extent extent) {
    application =
        Application.open(Settings.load(settings, Path.of("no-such-file.properties"), Map.of()));
    try {
      application.start(extent, CacheLine.NAME);
    } catch (RuntimeException e) {
      application.close();
      throw e;
    }
  }

  /** A worker without health, metrics and JMX, of which there may be several. */
  static CacheService worker(CacheCase cache) {
    return new CacheService(cache.settings(), Extent.FOLLOW);
  }

  /** The service with all that watches it. */
  static CacheService service(CacheCase cache) {
    return new CacheService(cache.settings(), Extent.SERVICE);
  }

  /** Waits until so many more refreshes have gone well. */
  void awaitRefreshes(int more) {
    long before = refreshed();
    await().atMost(PATIENCE).until(() -> refreshed() >= before + more);
  }

  /** Waits until so many more refreshes have failed. */
  void awaitFailures(int more) {
    long before = failed();
    await().atMost(PATIENCE).until(() -> failed() >= before + more);
  }

  long refreshed() {
    return line().progress().counts().refreshed();
  }

  long failed() {
    return line().progress().counts().failed();
  }

  /** Refreshes under way in all processes. */
  long running() {
    return line().jobs().views(line().store()).stream()
        .filter(view -> view.status().equals("running"))
        .count();
  }

  /** Begins nothing new and waits for what is under way. */
  void drain() {
    try {
      line().control().drain(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  CacheLine line() {
    return application.cache().line();
  }

  LineStatus status() {
    return line().control().status();
  }

  CamelContext camel() {
    return application.camel();
  }

  @Override
  public void close() {
    application.close();
  }
}
