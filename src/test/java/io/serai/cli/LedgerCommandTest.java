package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the ledger's commands say of lines and keys that are not there. */
class LedgerCommandTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

  private final Cli cli = new Cli(DATABASE);

  @BeforeEach
  void fill() {
    DATABASE.jdbc().execute("DELETE FROM serai.work_item");
    add("files", "bucket/data/bad.json@1");
    add("files", "bucket/data/a.csv@1");
    add("files", "bucket/data/b.csv@1");
    add("line-of-a-route", "x");
  }

  private static void add(String line, String key) {
    DATABASE
        .jdbc()
        .update(
            "INSERT INTO serai.work_item (line, key, state, error_class, error_code, error)"
                + " VALUES (?, ?, 'DEAD', 'INVALID', 'BAD', 'no good')",
            line,
            key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "replay --line bogus",
        "replay --dry-run --line bogus",
        "list --line bogus",
        "purge --days 1 --line bogus",
        "why bogus x",
        "show bogus x"
      })
  void should_refuse_a_line_when_there_is_none_of_that_name(String command) {
    Cli.Result refused = cli.run(("ledger " + command).split(" "));

    assertThat(refused.code()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.err())
        .contains("There is no line bogus; there are: cache, enrich, files, files-scan");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cache", "files-scan", "line-of-a-route"})
  void should_take_a_line_when_it_has_no_items_or_only_the_ledger_knows_it(String line) {
    assertThat(cli.run("ledger", "list", "--line", line).code()).isEqualTo(ExitCode.DONE);
  }
}
