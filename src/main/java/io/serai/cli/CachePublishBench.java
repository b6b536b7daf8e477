package io.serai.cli;

import io.serai.cache.CacheBatch;
import io.serai.cache.CacheStore;
import io.serai.cache.Claim;
import io.serai.cache.Entry;
import io.serai.cache.Guard;
import io.serai.cache.Publication;
import io.serai.dev.PlainCacheWrites;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.ProducerTemplate;

/** Sets of suggestions, written by the line's sink and by a bare pipeline, taking turns. */
final class CachePublishBench {

  private static final double GOAL = 0.80;
  private static final int USERS = 100;
  private static final int SUGGESTIONS = 20;
  private static final int BATCHES_A_ROUND = 200;
  private static final int TTL_SECONDS = 1200;
  private static final Duration LEASE = Duration.ofMinutes(10);

  private final CacheBench bench;

  CachePublishBench(CacheBench bench) {
    this.bench = bench;
  }

  /** Medians of rounds, after as many to warm up. */
  Map<String, Object> run(int warmUps, int repeats) {
    Map<String, byte[]> values = values();
    List<Double> line = new ArrayList<>();
    List<Double> plain = new ArrayList<>();
    CacheStore store = bench.application().cache().line().store();
    Claim claim =
        store.claim("bench-" + UUID.randomUUID(), "bench", Duration.ofHours(1), LEASE, true);
    CacheBatch batch = new CacheBatch(claim.turn().orElseThrow(), publication(values));
    ProducerTemplate template = bench.application().camel().createProducerTemplate();
    try (PlainCacheWrites writes = new PlainCacheWrites(bench.redisUrl())) {
      for (int i = 0; i < warmUps + repeats; i++) {
        line.add(rate(() -> template.sendBody("kamelet:redis-cache-sink?store=cacheStore", batch)));
        plain.add(rate(() -> writes.write(values, TTL_SECONDS)));
      }
    }
    return fields(
        BenchNumbers.median(line.subList(warmUps, line.size())),
        BenchNumbers.median(plain.subList(warmUps, plain.size())));
  }

  private static double rate(Runnable write) {
    long began = System.nanoTime();
    for (int i = 0; i < BATCHES_A_ROUND; i++) {
      write.run();
    }
    return BATCHES_A_ROUND * USERS * 1e9 / (System.nanoTime() - began);
  }

  private static Map<String, byte[]> values() {
    Map<String, byte[]> values = new LinkedHashMap<>();
    for (int user = 0; user < USERS; user++) {
      values.put(
          "nova:cache:suggested_users:" + UUID.randomUUID(),
          IntStream.range(0, SUGGESTIONS)
              .mapToObj(
                  i ->
                      "{\"user_id\":\"%s\",\"score\":%d,\"reason\":\"%d mutual connections\"}"
                          .formatted(UUID.randomUUID(), SUGGESTIONS - i, SUGGESTIONS - i))
              .collect(Collectors.joining(",", "[", "]"))
              .getBytes(StandardCharsets.UTF_8));
    }
    return values;
  }

  private static Publication publication(Map<String, byte[]> values) {
    List<Entry> entries = new ArrayList<>();
    values.forEach(
        (key, value) ->
            entries.add(new Entry(key, value, Duration.ofSeconds(TTL_SECONDS), SUGGESTIONS)));
    return Publication.batch(entries, values.keySet(), "last", new Guard(1, 0.5));
  }

  private static Map<String, Object> fields(double line, double plain) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("scenario", "publish");
    fields.put("keys at once", USERS);
    fields.put("suggestions a key", SUGGESTIONS);
    fields.put("keys/s", Math.round(line));
    fields.put("plain pipelined SETEX keys/s", Math.round(plain));
    fields.put("ratio", BenchNumbers.rounded(line / plain, 1000));
    fields.put("goal", GOAL);
    fields.put("ms a set", BenchNumbers.rounded(1000.0 * USERS / line, 1000));
    return fields;
  }
}
