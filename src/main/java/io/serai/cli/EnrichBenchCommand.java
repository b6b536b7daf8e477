package io.serai.cli;

import io.serai.config.Settings;
import io.serai.dev.BenchChart;
import io.serai.dev.CozeDoubleProcess;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code serai enrich bench}: the performance comparison of requirement 000, and its bounds. */
@Command(
    name = "bench",
    description = {
      "Measure workers × batch size against a local Coze double and draw a chart.",
      "The ratio is against workers ÷ mean latency, against the bots' limits (--bot-concurrent,"
          + " --bot-per-second), or against a plain JDK program in the same run (--plain)."
    },
    mixinStandardHelpOptions = true)
final class EnrichBenchCommand implements Callable<Integer> {

  private static final int BOTS = 6;

  /** Without latency a run is over before the compiler is through; so many rows take it there. */
  private static final long WARM_UP_ROWS = 150_000;

  @Spec private CommandSpec spec;
  @Mixin private SettingOptions options;
  @Mixin private Output output;

  @Option(
      names = "--workers",
      split = ",",
      defaultValue = "4,8,16,32",
      description = "Worker counts (${DEFAULT-VALUE}).")
  private List<Integer> workers;

  @Option(
      names = "--batch-sizes",
      split = ",",
      defaultValue = "20,100",
      description = "Batch sizes (${DEFAULT-VALUE}).")
  private List<Integer> batchSizes;

  @Option(
      names = "--latency",
      defaultValue = "600",
      description = "Mean milliseconds of a reply (${DEFAULT-VALUE}).")
  private int latency;

  @Option(
      names = "--jitter",
      defaultValue = "200",
      description = "Milliseconds around the mean (${DEFAULT-VALUE}).")
  private int jitter;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "Length of each measurement (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(names = "--rows", description = "Rows of each measurement, instead of --seconds.")
  private Long rows;

  @Option(
      names = "--fault",
      description = "Share of a fault, such as http500=0.05; may be repeated.")
  private Map<String, Double> faults = Map.of();

  @Option(
      names = "--bot-concurrent",
      defaultValue = "0",
      description = "Calls at once that each of the 6 bots takes.")
  private int botConcurrent;

  @Option(
      names = "--bot-per-second",
      defaultValue = "0",
      description = "Calls a second that each of the 6 bots takes.")
  private double botPerSecond;

  @Option(names = "--plain", description = "Interleave a plain JDK program and compare with it.")
  private boolean plain;

  @Option(
      names = "--repeat",
      defaultValue = "1",
      description = "Measure each so often and print the median (${DEFAULT-VALUE}).")
  private int repeat;

  @Option(names = "--chart", description = "Where to write the chart, an SVG file.")
  private Path chart;

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    requireGoodNumbers();
    List<BenchCell> cells = new ArrayList<>();
    try (CozeDoubleProcess coze = CozeDoubleProcess.start(doubleOptions())) {
      EnrichBench bench = new EnrichBench(coze, this::settings);
      warmUp(bench);
      for (int batchSize : batchSizes) {
        for (int count : workers) {
          BenchCell cell = median(bench, count, batchSize);
          cells.add(cell);
          spec.commandLine().getErr().println(cell.fields());
        }
      }
    }
    PrintWriter out = spec.commandLine().getOut();
    output.table(out, cells.stream().map(BenchCell::fields).toList(), "");
    if (chart != null) {
      Files.writeString(
          chart, BenchChart.svg(cells.stream().map(EnrichBenchCommand::point).toList()));
      spec.commandLine().getErr().println("Chart: " + chart);
    }
    return ExitCode.DONE;
  }

  private void requireGoodNumbers() {
    Numbers.positive(spec, "--seconds", seconds);
    Numbers.positive(spec, "--rows", rows);
    Numbers.positive(spec, "--repeat", repeat);
    Numbers.notNegative(spec, "--latency", latency);
    Numbers.notNegative(spec, "--jitter", jitter);
    Numbers.notNegative(spec, "--bot-concurrent", botConcurrent);
    Numbers.notNegative(spec, "--bot-per-second", botPerSecond);
  }

  private static BenchChart.Point point(BenchCell cell) {
    double bound = cell.baseline() > 0 ? cell.baseline() : cell.bound();
    return new BenchChart.Point(cell.batchSize(), cell.workers(), cell.rate(), bound);
  }

  private List<String> doubleOptions() {
    List<String> args =
        new ArrayList<>(List.of("--latency-ms", "" + latency, "--jitter-ms", "" + jitter));
    faults.forEach((fault, share) -> args.addAll(List.of("--" + fault, share.toString())));
    if (botConcurrent > 0) {
      args.addAll(List.of("--concurrent", "" + botConcurrent));
    }
    if (botPerSecond > 0) {
      args.addAll(List.of("--per-second", "" + botPerSecond));
    }
    return args;
  }

  private Settings settings(List<EnrichBench.Setup> setups) {
    setups.forEach(setup -> options.put(setup.setting(), setup.value()));
    return options.load();
  }

  /** The first seconds of a JVM say nothing of the hours after them. */
  private void warmUp(EnrichBench bench) throws IOException, InterruptedException, SQLException {
    int most = workers.stream().max(Integer::compare).orElse(1);
    long some = latency == 0 ? WARM_UP_ROWS : Math.min(20_000, rowsFor(most));
    bench.measure(most, batchSizes.get(0), some, 0);
    if (plain) {
      bench.measurePlain(most, batchSizes.get(0), some);
    }
  }

  private BenchCell median(EnrichBench bench, int count, int batchSize)
      throws IOException, InterruptedException, SQLException {
    List<BenchCell> runs = new ArrayList<>();
    List<Double> baselines = new ArrayList<>();
    for (int i = 0; i < repeat; i++) {
      runs.add(bench.measure(count, batchSize, rowsFor(count), allowed(count)));
      if (plain) {
        baselines.add(bench.measurePlain(count, batchSize, rowsFor(count)));
      }
    }
    runs.sort((a, b) -> Double.compare(a.rate(), b.rate()));
    baselines.sort(Double::compare);
    BenchCell middle = runs.get(runs.size() / 2);
    double baseline = plain ? baselines.get(baselines.size() / 2) : 0;
    return new BenchCell(
        middle.workers(),
        middle.batchSize(),
        middle.rows(),
        middle.rate(),
        middle.bound(),
        middle.success(),
        middle.throttled(),
        middle.cpuMicros(),
        middle.memoryMb(),
        baseline);
  }

  private long rowsFor(int count) {
    if (rows != null) {
      return rows;
    }
    double rate = allowed(count) > 0 ? allowed(count) : count * 1000.0 / Math.max(1, latency);
    return Math.max(100, (long) (rate * seconds));
  }

  /** Rows a second that the bots' limits allow, or 0 when the workers are the limit. */
  private double allowed(int count) {
    double byLimit =
        botConcurrent > 0 ? BOTS * botConcurrent * 1000.0 / latency : BOTS * botPerSecond;
    double byWorkers = count * 1000.0 / Math.max(1, latency);
    return byLimit > 0 && byLimit < byWorkers ? byLimit : 0;
  }
}
