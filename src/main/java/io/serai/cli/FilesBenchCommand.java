package io.serai.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code serai files bench}: what the files line costs, against bounds and the SDK alone. */
@Command(
    name = "bench",
    description = {
      "Measure the files line with broker and storage of its own on this machine.",
      "copy: small objects, against a plain copy by the SDK in the same run. work: files that take"
          + " 100 ms, against parallel ÷ 0.1 s, with their order checked. scan: making tasks of many"
          + " objects, its memory against that of few. big: one object through a small heap."
    },
    mixinStandardHelpOptions = true)
final class FilesBenchCommand implements Callable<Integer> {

  /** What can be measured. */
  enum Scenario {
    COPY,
    WORK,
    SCAN,
    BIG
  }

  @Spec private CommandSpec spec;
  @Mixin private SettingOptions options;
  @Mixin private Output output;

  @Option(
      names = "--scenarios",
      split = ",",
      defaultValue = "copy,work,scan",
      description = "Which of ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
  private List<Scenario> scenarios;

  @Option(
      names = "--objects",
      defaultValue = "3000",
      description = "copy: how many (${DEFAULT-VALUE}).")
  private int objects;

  @Option(
      names = "--size",
      defaultValue = "65536",
      description = "copy: bytes of each (${DEFAULT-VALUE}).")
  private int size;

  @Option(
      names = "--passes",
      defaultValue = "10",
      description = "copy: how often a run copies each (${DEFAULT-VALUE}).")
  private int passes;

  @Option(
      names = "--parallel",
      defaultValue = "16",
      description = "copy: how many at a time (${DEFAULT-VALUE}).")
  private int parallel;

  @Option(
      names = "--warm-ups",
      defaultValue = "2",
      description = "copy, work: runs that do not count (${DEFAULT-VALUE}).")
  private int warmUps;

  @Option(
      names = "--repeat",
      defaultValue = "3",
      description = "copy, work: runs, of which the median counts (${DEFAULT-VALUE}).")
  private int repeat;

  @Option(
      names = "--workers",
      defaultValue = "64",
      description = "work: files in parallel (${DEFAULT-VALUE}).")
  private int workers;

  @Option(
      names = "--seconds",
      defaultValue = "20",
      description = "work: how long it takes at the bound (${DEFAULT-VALUE}).")
  private int seconds;

  @Option(
      names = "--listed",
      defaultValue = "100000",
      description = "scan: objects in the bucket (${DEFAULT-VALUE}).")
  private int listed;

  @Option(
      names = "--gigabytes",
      defaultValue = "2",
      description = "big: size of the object (${DEFAULT-VALUE}).")
  private double gigabytes;

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    requireGoodNumbers();
    BenchResults results = new BenchResults(output, spec.commandLine().getOut());
    try (FilesBench bench = new FilesBench(options)) {
      for (Scenario scenario : scenarios) {
        results.add(measure(scenario, bench));
      }
    }
    results.end();
    return ExitCode.DONE;
  }

  private void requireGoodNumbers() {
    Numbers.positive(spec, "--objects", objects);
    Numbers.positive(spec, "--passes", passes);
    Numbers.positive(spec, "--parallel", parallel);
    Numbers.positive(spec, "--repeat", repeat);
    Numbers.positive(spec, "--workers", workers);
    Numbers.positive(spec, "--seconds", seconds);
    Numbers.positive(spec, "--listed", listed);
    Numbers.positive(spec, "--gigabytes", gigabytes);
    Numbers.notNegative(spec, "--size", size);
    Numbers.notNegative(spec, "--warm-ups", warmUps);
  }

  private Map<String, Object> measure(Scenario scenario, FilesBench bench)
      throws IOException, InterruptedException, ExecutionException {
    return switch (scenario) {
      case COPY -> new FilesCopyBench(bench, objects, size, passes, parallel).run(warmUps, repeat);
      case WORK -> new FilesWorkBench(bench, workers, seconds).run(warmUps, repeat);
      case SCAN -> new FilesScanBench(bench, listed).run();
      case BIG -> new FilesBigBench(bench, gigabytes).run();
    };
  }
}
