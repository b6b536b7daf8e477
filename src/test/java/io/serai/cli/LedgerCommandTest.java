package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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

  @Test
  void should_use_the_only_item_when_a_part_of_its_key_is_given() {
    Cli.Result why = cli.run("ledger", "why", "files", "data/bad.json");

    assertThat(why.code()).isEqualTo(ExitCode.DONE);
    assertThat(why.err()).isEqualTo("Of files only this fits: bucket/data/bad.json@1\n");
    assertThat(why.out()).startsWith("files bucket/data/bad.json@1 is DEAD.");
  }

  @Test
  void should_name_all_that_fit_when_a_part_of_a_key_is_not_enough() {
    Cli.Result why = cli.run("ledger", "why", "files", ".csv");

    assertThat(why.code()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(why.out()).isEmpty();
    assertThat(why.err())
        .contains("has no item .csv, but these", "  bucket/data/a.csv@1", "  bucket/data/b.csv@1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " --dry-run", " --line files", " --line files --dry-run"})
  void should_put_nothing_back_but_name_what_fits_when_a_part_of_a_key_is_given(String options) {
    String command = "ledger replay --key data/bad.json" + options;

    Cli.Result replay = cli.run(command.split(" "));

    assertThat(replay.code()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(replay.out()).isEmpty();
    assertThat(replay.err()).contains("but these:\n  bucket/data/bad.json@1");
  }

  @Test
  void should_put_an_item_back_when_its_key_is_given() {
    assertThat(cli.run("ledger", "replay", "--key", "bucket/data/bad.json@1").out())
        .isEqualTo("1 items are put back.\n");
  }
}
