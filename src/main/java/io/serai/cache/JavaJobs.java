package io.serai.cache;

import io.serai.config.Setting;
import io.serai.config.SettingsException;
import java.time.Duration;
import java.util.Map;

/** Makes jobs of what users wrote in Java, and refuses what cannot work. Stateless. */
final class JavaJobs {

  private static final int HARD_LIMIT = 10;

  private JavaJobs() {}

  /**
   * The job that a service fills.
   *
   * @param timeout of each of its queries
   * @throws SettingsException naming the class and the method that is to be mended
   */
  static CacheJob job(CacheRefreshJob service, Duration timeout) {
    String source = service.getClass().getName();
    try {
      Duration interval = interval(service);
      Duration ttl = ttl(service, interval);
      Duration hardLimit = interval.multipliedBy(HARD_LIMIT);
      return new CacheJob(
          name(service),
          source,
          key(service),
          interval,
          ttl,
          hardLimit.compareTo(ttl) > 0 ? hardLimit : ttl,
          timeout,
          null,
          new ValueShape(true, Map.of()),
          Guard.NONE,
          null,
          service,
          source);
    } catch (RuntimeException e) {
      SettingsException fault =
          new SettingsException(
              "%s: %s: %s"
                  .formatted(
                      Setting.CACHE_JOBS_DIR,
                      source,
                      e instanceof IllegalArgumentException ? e.getMessage() : e));
      fault.initCause(e);
      throw fault;
    }
  }

  private static String name(CacheRefreshJob service) {
    String name = service.name();
    if (name == null || !CacheJobReader.NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "name() is '%s'; use letters, digits, dot, _ and -".formatted(name));
    }
    return name;
  }

  private static KeyTemplate key(CacheRefreshJob service) {
    String text = service.redisKey();
    if (text == null) {
      throw new IllegalArgumentException("redisKey() is null");
    }
    try {
      KeyTemplate key = KeyTemplate.of(text);
      if (key.isFixed()) {
        return key;
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "redisKey() is '%s': it %s".formatted(text, e.getMessage()));
    }
    throw new IllegalArgumentException(
        "redisKey() is '%s': a job in Java has one key, without columns in braces".formatted(text));
  }

  private static Duration interval(CacheRefreshJob service) {
    int seconds = service.intervalSec();
    if (seconds < 1 || seconds > CacheJobReader.LONGEST_INTERVAL) {
      throw new IllegalArgumentException(
          "intervalSec() is %d; it must be from 1 to %d"
              .formatted(seconds, CacheJobReader.LONGEST_INTERVAL));
    }
    return Duration.ofSeconds(seconds);
  }

  private static Duration ttl(CacheRefreshJob service, Duration interval) {
    Duration ttl = Duration.ofSeconds(service.ttlSec());
    if (ttl.compareTo(interval) < 0) {
      throw new IllegalArgumentException(
          "ttlSec() is %d, shorter than intervalSec(), so that the key would be blank in between"
              .formatted(ttl.toSeconds()));
    }
    return ttl;
  }
}
