package io.serai.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code serai bench cache}: what the cache line costs, against bare clients. */
@Command(
    name = "bench",
    description = {
      "Measure the cache line with a Redis and a ClickHouse (DuckDB) of its own on this machine.",
      "publish: sets of 100 keys, against bare pipelined SETEX. overhead: a refresh, against its"
          + " bare query. graph: suggestions for 100 users over many relationships in one query."
    },
    mixinStandardHelpOptions = true)
final class CacheBenchCommand implements Callable<Integer> {

  /** What can be measured. */
  enum Scenario {
    PUBLISH,
    OVERHEAD,
    GRAPH
  }

  @Spec private CommandSpec spec;
  @Mixin private SettingOptions options;
  @Mixin private Output output;

  @Option(
      names = "--scenarios",
      split = ",",
      defaultValue = "publish,overhead,graph",
      description = "Which of ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private List<Scenario> scenarios;

  @Option(
      names = "--warm-ups",
      defaultValue = "20",
      description = "Rounds that do not count (${DEFAULT-VALUE}).")
  private int warmUps;

  @Option(
      names = "--repeat",
      defaultValue = "30",
      description = "Rounds, of which the median counts (${DEFAULT-VALUE}).")
  private int repeat;

  @Option(
      names = "--relationships",
      defaultValue = "10000000",
      description = "graph: how many (${DEFAULT-VALUE}).")
  private long relationships;

  @Override
  public Integer call() throws IOException, InterruptedException {
    requireGoodNumbers();
    BenchResults results = new BenchResults(output, spec.commandLine().getOut());
    try (CacheBench bench = new CacheBench(options)) {
      for (Scenario scenario : scenarios) {
        results.add(measure(scenario, bench));
      }
    }
    results.end();
    return ExitCode.DONE;
  }

  private void requireGoodNumbers() {
    Numbers.positive(spec, "--repeat", repeat);
    Numbers.positive(spec, "--relationships", relationships);
    Numbers.notNegative(spec, "--warm-ups", warmUps);
  }

  private Map<String, Object> measure(Scenario scenario, CacheBench bench)
      throws IOException, InterruptedException {
    return switch (scenario) {
      case PUBLISH -> new CachePublishBench(bench).run(warmUps, repeat);
      case OVERHEAD -> new CacheOverheadBench(bench).run(warmUps, repeat);
      case GRAPH -> new CacheGraphBench(bench, relationships).run(warmUps / 4, repeat / 4 + 1);
    };
  }
}
