package io.serai.cli;

import io.serai.files.FileResult;
import io.serai.files.FileResultTable;
import io.serai.files.ResultFilter;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code serai files results}: the processing log. */
@Command(
    name = "results",
    description = "What became of files, the latest first; or all of it into a file.",
    mixinStandardHelpOptions = true)
final class FilesResultsCommand implements Callable<Integer> {

  private static final long SHOWN = 50;

  /** The statuses of the log as options. */
  enum Status {
    SUCCESS,
    FAILED
  }

  @Spec private CommandSpec spec;
  @Mixin private SettingOptions options;
  @Mixin private Output output;

  @Option(names = "--status", description = "Only results with this status: success or failed.")
  private Status status;

  @Option(names = "--bucket", description = "Only files of this bucket.")
  private String bucket;

  @Option(names = "--key", paramLabel = "PREFIX", description = "Only files whose key begins so.")
  private String key;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only files finished since then: 30m, 2h or 7d ago, or 2026-11-01T00:00:00Z.")
  private String since;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "How many at the most (" + SHOWN + "; with --export all).")
  private Long limit;

  @Option(
      names = "--export",
      paramLabel = "FILE",
      description = {
        "Write all that is known of them to FILE.csv or FILE.jsonl, one line each; - is standard"
            + " output, as CSV or with --json as JSON lines.",
        "In CSV a text that a spreadsheet might run as a formula has a ' before it."
      })
  private String export;

  @Override
  public Integer call() {
    ResultFilter filter = filter();
    ResultExport target = export == null ? null : ResultExport.to(export, output.isJson(), spec);
    try (Application application = Application.open(options.load())) {
      FileResultTable table = application.fileResults();
      return target == null ? print(table.find(filter)) : write(table, filter, target);
    }
  }

  private ResultFilter filter() {
    Numbers.positive(spec, "--limit", limit);
    long most = limit != null ? limit : export != null ? 0 : SHOWN;
    return new ResultFilter(
        status == null ? null : status.name().toLowerCase(Locale.ROOT),
        bucket,
        key,
        since == null ? null : Since.parse(since, spec),
        most);
  }

  private int print(List<FileResult> results) {
    PrintWriter out = spec.commandLine().getOut();
    output.table(
        out,
        results.stream().map(output.isJson() ? ResultRows::all : ResultRows::overview).toList(),
        "No result matches.");
    return ExitCode.DONE;
  }

  private int write(FileResultTable table, ResultFilter filter, ResultExport target) {
    PrintWriter err = spec.commandLine().getErr();
    try {
      long written = target.write(receiver -> table.export(filter, receiver));
      err.printf("%d results are written.%n", written);
      return ExitCode.DONE;
    } catch (IOException e) {
      err.printf("--export: %s cannot be written: %s%n", export, e);
      return ExitCode.UNEXPECTED;
    }
  }
}
