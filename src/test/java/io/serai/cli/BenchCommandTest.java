package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class BenchCommandTest {

  @Test
  void should_offer_the_line_s_benchmark_when_bench_names_the_line() {
    CommandLine bench = RootCommand.commandLine().getSubcommands().get("bench");

    assertThat(bench.getSubcommands()).containsKey("enrich");
    assertThat(bench.getSubcommands().get("enrich").getCommandSpec().optionsMap())
        .containsKeys("--workers", "--plain", "--chart");
  }
}
