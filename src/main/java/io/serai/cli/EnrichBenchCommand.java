package io.serai.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code serai enrich bench}. */
@Command(name = "bench", description = "Measure the line.", mixinStandardHelpOptions = true)
final class EnrichBenchCommand implements Callable<Integer> {

  @Override
  public Integer call() {
    return ExitCode.DONE;
  }
}
