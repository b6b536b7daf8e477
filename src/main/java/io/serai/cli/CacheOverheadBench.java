package io.serai.cli;

import io.serai.cache.CacheOutcome;
import io.serai.config.SqlFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A refresh of the trending list against its bare query, taking turns. */
final class CacheOverheadBench {

  private static final double GOAL_MS = 10;
  private static final String PARAMETERS =
      "default_format=JSONEachRow&wait_end_of_query=1&param_window_hours=1&param_topk=50";

  private final CacheBench bench;
  private final HttpClient http = HttpClient.newHttpClient();

  CacheOverheadBench(CacheBench bench) {
    this.bench = bench;
  }

  /** Medians of rounds, after as many to warm up. */
  Map<String, Object> run(int warmUps, int repeats) throws IOException, InterruptedException {
    bench.samples().createTables();
    bench.samples().addSmallSample();
    String sql = new SqlFiles(Optional.empty()).find("cache", "trending.sql").orElseThrow();
    List<Double> refresh = new ArrayList<>();
    List<Double> query = new ArrayList<>();
    for (int i = 0; i < warmUps + repeats; i++) {
      refresh.add(refresh());
      query.add(query(sql));
    }
    return fields(
        BenchNumbers.median(refresh.subList(warmUps, refresh.size())),
        BenchNumbers.median(query.subList(warmUps, query.size())));
  }

  private double refresh() throws InterruptedException {
    long began = System.nanoTime();
    CacheOutcome outcome =
        CacheRefreshes.now(bench.application(), "trending", Duration.ofSeconds(10), notice -> {});
    if (outcome.status() != CacheOutcome.Status.REFRESHED) {
      throw new IllegalStateException("The refresh failed: " + outcome.message());
    }
    return (System.nanoTime() - began) / 1e6;
  }

  private double query(String sql) throws IOException, InterruptedException {
    long began = System.nanoTime();
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(bench.clickHouseUrl() + "/?" + PARAMETERS))
                .POST(HttpRequest.BodyPublishers.ofString(sql))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IllegalStateException("The bare query failed: " + answer.body());
    }
    return (System.nanoTime() - began) / 1e6;
  }

  private static Map<String, Object> fields(double refresh, double query) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("scenario", "overhead");
    fields.put("refresh ms", BenchNumbers.rounded(refresh, 100));
    fields.put("bare query ms", BenchNumbers.rounded(query, 100));
    fields.put("added ms", BenchNumbers.rounded(refresh - query, 100));
    fields.put("goal ms", GOAL_MS);
    return fields;
  }
}
