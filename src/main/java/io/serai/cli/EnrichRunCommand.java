package io.serai.cli;

import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.enrich.EnrichLine;
import io.serai.enrich.EnrichSettings;
import io.serai.enrich.EnrichTable;
import io.serai.enrich.RunOptions;
import io.serai.enrich.RunSummary;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.camel.ProducerTemplate;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code serai enrich run}: one run in the foreground. */
@Command(
    name = "run",
    description =
        "Enrich what is pending (--once, the default), or go on with new rows (--follow).",
    mixinStandardHelpOptions = true)
final class EnrichRunCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private SettingOptions options;
  @Mixin private Output output;
  @ArgGroup private Mode mode = new Mode();

  @Option(names = "--limit", description = "Rows at the most.")
  private Long limit;

  @Option(names = "--workers", description = "Calls in flight at the most (ENRICH_MAX_WORKERS).")
  private Integer workers;

  @Option(names = "--batch-size", description = "Rows that one UPDATE writes (ENRICH_BATCH_SIZE).")
  private Integer batchSize;

  /** One of the two. */
  static final class Mode {

    @Option(names = "--once", description = "End when nothing is pending; the default.")
    private boolean once;

    @Option(names = "--follow", description = "Wait for new rows until stopped.")
    private boolean follow;
  }

  @Override
  @SuppressWarnings("try")
  public Integer call() {
    Numbers.positive(spec, "--limit", limit);
    options.put(Setting.ENRICH_MAX_WORKERS, workers);
    options.put(Setting.ENRICH_BATCH_SIZE, batchSize);
    Settings settings = options.load();
    EnrichSettings.requireCoze(settings);
    Application application = Application.open(settings);
    try (StopSignal signal = new StopSignal(application)) {
      application.start(mode.follow ? Extent.FOLLOW : Extent.COMMAND, EnrichLine.NAME);
      RunSummary summary = run(application);
      print(spec.commandLine().getOut(), summary);
      return exitCode(summary);
    }
  }

  @SuppressWarnings("try")
  private RunSummary run(Application application) {
    EnrichLine line = application.enrich();
    long waiting = mode.follow ? 0 : waiting(line);
    ProducerTemplate template = application.camel().createProducerTemplate();
    long most = limit == null ? Long.MAX_VALUE : limit;
    RunOptions run = mode.follow ? RunOptions.following(most) : RunOptions.once(most);
    try (ProgressDisplay display = new ProgressDisplay(line, waiting, System.err)) {
      return template.requestBody("direct:enrich-run", run, RunSummary.class);
    }
  }

  private long waiting(EnrichLine line) {
    EnrichTable.Counts counts = line.table().counts();
    return Math.min(counts.unanswered(), limit == null ? Long.MAX_VALUE : limit);
  }

  private void print(PrintWriter out, RunSummary summary) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("enriched", summary.counts().enriched());
    fields.put("dead", summary.counts().dead());
    fields.put("retried", summary.counts().retried());
    fields.put("throttled", summary.counts().throttled());
    fields.put("waiting", summary.waiting());
    fields.put("calls", summary.counts().calls());
    fields.put("seconds", Math.round(summary.took().toMillis() / 100.0) / 10.0);
    fields.put("rows/s", Math.round(summary.rate() * 10) / 10.0);
    output.fields(out, fields);
    if (summary.stopReason() != null) {
      Logging.tell(spec.commandLine().getErr(), summary.stopReason());
    }
    if (summary.counts().dead() > 0) {
      Logging.tell(
          spec.commandLine().getErr(),
          "Why rows are dead: serai ledger stats; put them back: serai ledger replay");
    }
    out.flush();
  }

  private int exitCode(RunSummary summary) {
    if (summary.fatal()) {
      return ExitCode.WRONG_USAGE;
    }
    boolean all = summary.counts().dead() == 0 && summary.stopReason() == null;
    return all ? ExitCode.DONE : ExitCode.ITEMS_FAILED;
  }
}
