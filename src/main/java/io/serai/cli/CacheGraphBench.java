package io.serai.cli;

import io.serai.cache.ClickHouseQuery;
import io.serai.config.SqlFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Suggestions for a batch of users over many relationships, in one query. */
final class CacheGraphBench {

  /** Users of one query. */
  static final int MEMBERS = 100;

  private static final long TIMEOUT_MS = 120_000;
  private static final int PER_USER = 20;

  private final CacheBench bench;
  private final long relationships;

  CacheGraphBench(CacheBench bench, long relationships) {
    this.bench = bench;
    this.relationships = relationships;
  }

  /** Medians of queries, each for other users, after as many to warm up. */
  Map<String, Object> run(int warmUps, int repeats) throws IOException {
    bench.samples().createTables();
    long people = bench.samples().addManyRelationships(relationships);
    long peakBefore = bench.clickHousePeakMb();
    long own = ProcessUse.residentMb();
    String sql = new SqlFiles(Optional.empty()).find("cache", "suggested-users.sql").orElseThrow();
    List<Double> millis = new ArrayList<>();
    int rows = 0;
    for (int i = 0; i < warmUps + repeats; i++) {
      long began = System.nanoTime();
      rows = ask(sql, members(i, people)).size();
      millis.add((System.nanoTime() - began) / 1e6);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("scenario", "graph");
    fields.put("relationships", relationships);
    fields.put("users a query", MEMBERS);
    fields.put("queries a batch", 1);
    fields.put("rows", rows);
    fields.put(
        "ms a batch",
        BenchNumbers.rounded(BenchNumbers.median(millis.subList(warmUps, millis.size())), 10));
    fields.put("ClickHouse MB after loading", peakBefore);
    fields.put("ClickHouse MB at the most", bench.clickHousePeakMb());
    fields.put("memory MB before", own);
    fields.put("memory MB", ProcessUse.residentMb());
    return fields;
  }

  private List<?> ask(String sql, List<String> members) {
    return bench
        .application()
        .camel()
        .createProducerTemplate()
        .requestBody(
            "direct:cache-query",
            new ClickHouseQuery(
                sql, Map.of("members", members, "per_user", PER_USER), TIMEOUT_MS, "bench"),
            List.class);
  }

  private static List<String> members(int round, long people) {
    List<String> members = new ArrayList<>();
    for (int i = 0; i < MEMBERS; i++) {
      members.add(user((round * 7919L + i * 104_729L) % people));
    }
    return members;
  }

  /** The id that the samples give to a number. */
  private static String user(long number) {
    try {
      ByteBuffer md5 =
          ByteBuffer.wrap(
              MessageDigest.getInstance("MD5")
                  .digest(("user" + number).getBytes(StandardCharsets.UTF_8)));
      return new UUID(md5.getLong(), md5.getLong()).toString();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no MD5", e);
    }
  }
}
