package io.serai.cli;

import static io.serai.files.SampleResults.failed;
import static io.serai.files.SampleResults.success;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.serai.files.FileResultTable;
import io.serai.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/** {@code serai files results} and {@code serai files purge}. */
@Timeout(60)
class FilesResultsTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

  @TempDir private Path folder;

  private FileResultTable table;
  private Cli cli;

  @BeforeEach
  void fill() {
    DATABASE.jdbc().execute("TRUNCATE serai.file_result");
    table = new FileResultTable(new NamedParameterJdbcTemplate(DATABASE.jdbc()));
    table.insert(
        List.of(
            success("data/a.csv", 10),
            failed("data/b.csv", 5, "row 3\nhas \u001B[31m2 columns"),
            success("=cmd|x,\"1\"", 200)));
    cli = new Cli(DATABASE);
  }

  @Test
  void should_print_a_readable_table_when_asked() {
    Cli.Result run = cli.run("files", "results");

    assertThat(run.code()).as(run.err()).isZero();
    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSize(4);
    assertThat(lines.get(0))
        .containsSubsequence(
            "finished", "status", "source", "destination", "size", "result", "seconds", "error");
    assertThat(lines.get(1))
        .containsSubsequence(
            "failed",
            "in/data/b.csv",
            "-",
            "1.0 KB",
            "0 B",
            "1.50",
            "BAD_CSV: row 3 has \uFFFD[31m2 columns");
    assertThat(lines.get(2))
        .containsSubsequence(
            "Z  success", "in/data/a.csv", "out/data/a.csv.parsed.json", "1.0 KB", "20.0 KB");
  }

  @ParameterizedTest
  @CsvSource({
    "--status=failed, 1",
    "--status=SUCCESS, 2",
    "--bucket=in, 3",
    "--bucket=out, 0",
    "--key=data/, 2",
    "--since=2h, 2",
    "--since=7m, 1",
    "--since=999999999d, 3",
    "--since=2026-01-01T00:00:00Z, 3",
    "--since=2999-01-01T08:00+08:00, 0",
    "--limit=1, 1"
  })
  void should_print_only_what_is_meant_when_filtered(String option, int results)
      throws IOException {
    Cli.Result run = cli.run("files", "results", "--json", option);

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(new ObjectMapper().readTree(run.out())).hasSize(results);
  }

  @Test
  void should_name_the_item_of_the_ledger_when_a_message_had_no_key() {
    DATABASE
        .jdbc()
        .update(
            "UPDATE serai.file_result SET key = NULL, task = 'tasks-0-7'"
                + " WHERE status = 'failed'");

    assertThat(cli.run("files", "results").out()).containsPattern("failed +task tasks-0-7 ");
  }

  @Test
  void should_say_so_when_nothing_matches() {
    assertThat(cli.run("files", "results", "--bucket", "none").out())
        .isEqualTo("No result matches.\n");
  }

  @Test
  void should_print_fifty_and_export_all_when_no_limit_is_given() throws IOException {
    table.insert(IntStream.range(0, 60).mapToObj(i -> success("more/" + i, 1)).toList());
    Path file = folder.resolve("all.jsonl");

    assertThat(cli.run("files", "results").out().lines()).hasSize(51);
    Cli.Result run = cli.run("files", "results", "--export", file.toString());

    assertThat(run.err()).contains("63 results are written.");
    assertThat(Files.readAllLines(file)).hasSize(63);
  }

  @Test
  void should_write_csv_that_no_spreadsheet_runs_when_exported() throws IOException {
    Path file = folder.resolve("results.csv");
    Files.writeString(file, "an older export");

    Cli.Result run = cli.run("files", "results", "--export", file.toString());

    assertThat(run.code()).as(run.err()).isZero();
    List<NamedCsvRecord> rows;
    try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(file)) {
      rows = reader.stream().toList();
    }
    assertThat(rows).hasSize(3);
    assertThat(rows.get(0).getField("error")).isEqualTo("row 3\nhas \u001B[31m2 columns");
    assertThat(rows.get(0).getField("message")).isEqualTo("{\"key\":\"data/b.csv\"}");
    assertThat(rows.get(0).getField("dest_key")).isEmpty();
    assertThat(rows.get(2).getField("key")).isEqualTo("'=cmd|x,\"1\"");
    assertThat(rows.get(2).getField("task")).isEqualTo("in/=cmd|x,\"1\"@v1");
    assertThat(rows.get(2).getField("result_size")).isEqualTo("20480");
    assertThat(rows.get(2).getHeader()).isEqualTo(ResultRows.NAMES);
    assertThat(ResultRows.all(success("a", 1)).keySet())
        .containsExactlyElementsOf(ResultRows.NAMES);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @ParameterizedTest
  @CsvSource({"=1, '''=1'", "+1, '''+1'", "-1, '''-1'", "@a, '''@a'", "a=1, a=1", "＝1, '''＝1'"})
  void should_begin_with_an_apostrophe_when_a_cell_could_be_a_formula(String text, String cell) {
    assertThat(ResultExport.cell(text)).isEqualTo(cell);
    assertThat(ResultExport.cell("\t" + text)).isEqualTo("'\t" + text);
    assertThat(ResultExport.cell(-1L)).isEqualTo("-1");
  }

  @Test
  void should_write_json_lines_when_exported_to_standard_output_as_json() throws IOException {
    Cli.Result run = cli.run("files", "results", "--export", "-", "--json", "--status", "failed");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out().lines()).hasSize(1);
    JsonNode row = new ObjectMapper().readTree(run.out());
    assertThat(row.get("key").textValue()).isEqualTo("data/b.csv");
    assertThat(row.get("source_size").longValue()).isEqualTo(1024);
    assertThat(row.get("seconds").doubleValue()).isEqualTo(1.5);
    assertThat(row.get("dest_key").isNull()).isTrue();

    assertThat(cli.run("files", "results", "--export", "-").out().lines().findFirst())
        .hasValue(String.join(",", ResultRows.NAMES));
  }

  @ParameterizedTest
  @CsvSource({
    "--status=broken, status",
    "--since=yesterday, 'give how long ago, such as 30m, 2h or 7d'",
    "--limit=0, give a number above 0",
    "--limit=many, limit",
    "--export=x.xls, 'ends in .csv or .jsonl, or -'",
    "--export=no-such-folder/x.csv, there is no folder"
  })
  void should_explain_what_is_wrong_when_an_option_is(String option, String explanation) {
    Cli.Result run = cli.run("files", "results", option);

    assertThat(run.code()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(run.err()).contains(explanation);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void should_leave_no_half_of_a_file_when_it_cannot_be_written() throws IOException {
    Path taken = Files.createDirectories(folder.resolve("taken.csv").resolve("sub")).getParent();

    Cli.Result run = cli.run("files", "results", "--export", taken.toString());

    assertThat(run.code()).isEqualTo(ExitCode.UNEXPECTED);
    assertThat(run.err()).contains("taken.csv cannot be written");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(taken);
    }
  }

  @Test
  void should_forget_announced_results_when_purged() {
    table.announced(table.find(new io.serai.files.ResultFilter("success", null, null, null, 0)));
    DATABASE
        .jdbc()
        .update("UPDATE serai.file_result SET finished_at = finished_at - interval '3 days'");

    assertThat(cli.run("files", "purge", "--days", "4").out())
        .isEqualTo("0 results are forgotten.\n");
    assertThat(cli.run("files", "purge", "--days", "2").out())
        .as("the only success of each")
        .isEqualTo("0 results are forgotten.\n");
    table.announced(table.find(io.serai.files.ResultFilter.ALL));
    assertThat(cli.run("files", "purge", "--days", "2", "--json").out())
        .isEqualToIgnoringWhitespace("{\"forgotten\":1}");
    assertThat(table.counts().total()).isEqualTo(2);
    assertThat(cli.run("files", "purge", "--help").out().replaceAll("\\s+", " "))
        .contains("latest success of each file");
  }

  @ParameterizedTest
  @CsvSource({"-1", "0", "36501"})
  void should_forget_nothing_when_the_number_of_days_cannot_be(int days) {
    Cli.Result wrong = cli.run("files", "purge", "--days", String.valueOf(days));
    assertThat(wrong.code()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(wrong.err()).contains("--days is " + days + "; give a number from 1 to 36500");
    assertThat(cli.run("files", "purge").code()).isEqualTo(ExitCode.WRONG_USAGE);
  }

  @Test
  void should_keep_the_memory_of_scans_when_the_ledger_is_purged() {
    DATABASE
        .jdbc()
        .update(
            "INSERT INTO serai.work_item (line, key, state, updated_at) VALUES"
                + " ('files-scan', 'in/a@1', 'DONE', '2026-01-01'),"
                + " ('files', 'in/a@1', 'DONE', '2020-01-01')");

    assertThat(cli.run("ledger", "purge").out()).isEqualTo("1 items are forgotten.\n");
    assertThat(cli.run("ledger", "purge", "--line", "files-scan", "--days", "0").out())
        .isEqualTo("1 items are forgotten.\n");
    assertThat(cli.run("ledger", "purge", "--help").out()).contains("--line files-scan");
  }
}
