package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchCommandTest {

  @Test
  void should_offer_the_line_s_benchmark_when_bench_names_the_line() {
    CommandLine bench = RootCommand.commandLine().getSubcommands().get("bench");

    assertThat(bench.getSubcommands()).containsKey("enrich");
    assertThat(bench.getSubcommands().get("enrich").getCommandSpec().optionsMap())
        .containsKeys("--workers", "--plain", "--chart");
  }

  @ParameterizedTest
  @CsvSource({"bench,enrich", "bench,files", "enrich,bench", "files,bench"})
  void should_show_the_words_that_call_it_when_asked_for_its_usage(String first, String second) {
    CommandLine root = RootCommand.commandLine();
    StringWriter out = new StringWriter();
    root.setOut(new PrintWriter(out));

    assertThat(root.execute(first, second, "--help")).isEqualTo(ExitCode.DONE);

    assertThat(out.toString()).contains("Usage: serai " + first + " " + second + " ");
  }
}
