package io.serai.cache;

import io.serai.config.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What the tests of the store have in common. */
final class CacheFixture {

  static final String JOB = "trending";
  static final String KEY = "nova:cache:trending:1h";
  static final Duration INTERVAL = Duration.ofMinutes(1);
  static final Duration LEASE = Duration.ofSeconds(30);
  static final Duration TTL = Duration.ofSeconds(90);
  static final Duration HARD = Duration.ofMinutes(10);
  static final Duration RETRY = Duration.ofMillis(1);

  private CacheFixture() {}

  static RedisSettings settings(String url, Map<String, String> more) {
    return RedisSettings.of(Settings.load(more, Path.of("no-such-file.properties"), Map.of()), url);
  }

  static CacheStore open(String url) {
    return CacheStore.open(settings(url, Map.of("JOB_REDIS_TIMEOUT_MS", "1000")));
  }

  static Turn take(CacheStore store, String owner) {
    return store.claim(JOB, owner, INTERVAL, LEASE, false).turn().orElseThrow();
  }

  static Turn force(CacheStore store, String owner) {
    return store.claim(JOB, owner, INTERVAL, LEASE, true).turn().orElseThrow();
  }

  static Entry entry(String key, String value, Duration ttl, long rows) {
    return new Entry(key, value.getBytes(StandardCharsets.UTF_8), ttl, rows);
  }

  static Publication single(String value, long rows) {
    return Publication.single(entry(KEY, value, TTL, rows), new Guard(1, 0.5));
  }

  static List<Entry> entries(int from, int to, String value) {
    return IntStream.range(from, to).mapToObj(i -> entry(key(i), value, TTL, 20)).toList();
  }

  static List<String> members(int from, int to) {
    return IntStream.range(from, to).mapToObj(CacheFixture::key).toList();
  }

  static String key(int i) {
    return "nova:cache:suggested_users:" + i;
  }

  static Failed fail(CacheStore store, Turn turn) {
    return store.fail(turn, "ClickHouse is away", RETRY, TTL, HARD);
  }
}
