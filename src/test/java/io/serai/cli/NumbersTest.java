package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** Numbers that no command can work with; none of them may get as far as a database. */
class NumbersTest {

  @ParameterizedTest
  @CsvSource({
    "ledger purge --days=-1, --days is -1; give a number from 0 to 36500, serai ledger purge",
    "ledger purge --days=36501, --days is 36501; give a number from 0 to 36500, serai ledger purge",
    "ledger list --limit=-1, --limit is -1; give a number above 0, serai ledger list",
    "ledger list --limit=0, --limit is 0; give a number above 0, serai ledger list",
    "files purge --days=-1, --days is -1; give a number from 1 to 36500, serai files purge",
    "files results --limit=-1, --limit is -1; give a number above 0, serai files results",
    "enrich run --limit=-1, --limit is -1; give a number above 0, serai enrich run",
    "cache refresh --wait=-1, --wait is -1; give 0 or more, serai cache refresh",
    "bench cache --repeat=0, --repeat is 0; give a number above 0, serai bench cache",
    "bench cache --warm-ups=-1, --warm-ups is -1; give 0 or more, serai bench cache",
    "bench enrich --rows=0, --rows is 0; give a number above 0, serai bench enrich",
    "bench enrich --latency=-1, --latency is -1; give 0 or more, serai bench enrich",
    "bench files --objects=0, --objects is 0; give a number above 0, serai bench files",
    "bench files --gigabytes=-0.5, --gigabytes is -0.5; give a number above 0, serai bench files"
  })
  void should_refuse_the_number_with_the_usage_of_the_command_when_it_is_out_of_range(
      String command, String explanation, String usage) {
    StringWriter err = new StringWriter();
    CommandLine root = RootCommand.commandLine().setErr(new PrintWriter(err, true));

    assertThat(root.execute(command.split(" "))).isEqualTo(ExitCode.WRONG_USAGE);

    assertThat(err.toString()).contains(explanation, "Usage: " + usage);
  }
}
