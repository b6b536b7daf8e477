package io.serai.cli;

import io.serai.ledger.ItemFilter;
import io.serai.ledger.ItemState;
import io.serai.ledger.LedgerDesk;
import io.serai.ledger.LedgerSchema;
import io.serai.ledger.WorkItem;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code serai ledger …}: what an operator asks of the ledger and does to it. */
@Command(
    name = "ledger",
    description = "Look into the ledger, put dead items back, forget finished ones.",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND")
final class LedgerCommand implements Runnable {

  private static final String KEY = "The item's key, or a part of it that no other has.";

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private CommandSpec subcommand(String name) {
    return spec.subcommands().get(name).getCommandSpec();
  }

  @Command(
      name = "stats",
      description = "Items by line and state, and what kills them.",
      mixinStandardHelpOptions = true)
  int stats(@Mixin SettingOptions options, @Mixin Output output) {
    try (Application application = Application.open(options.load())) {
      LedgerDesk desk = application.ledgerDesk();
      List<Map<String, Object>> lines = new ArrayList<>();
      desk.counts().forEach((line, counts) -> lines.add(LedgerRows.counts(line, counts)));
      List<Map<String, Object>> causes = desk.causes().stream().map(LedgerRows::cause).toList();
      if (output.isJson()) {
        Output.json(out(), Map.of("lines", lines, "dead", causes));
      } else {
        output.table(out(), lines, "The ledger is empty.");
        if (!causes.isEmpty()) {
          out().println();
          output.table(out(), causes, "");
        }
      }
    }
    return ExitCode.DONE;
  }

  @Command(
      name = "list",
      description = "Items that match, the most recently changed first.",
      mixinStandardHelpOptions = true)
  int list(
      @Mixin SettingOptions options,
      @Mixin Output output,
      @Mixin FilterOptions filter,
      @Option(
              names = "--limit",
              defaultValue = "50",
              description = "How many at the most (${DEFAULT-VALUE}).")
          int limit) {
    Numbers.positive(subcommand("list"), "--limit", limit);
    try (Application application = Application.open(options.load())) {
      List<WorkItem> items = application.ledgerDesk().list(filter.on(application), limit);
      output.table(out(), items.stream().map(LedgerRows::item).toList(), "No item matches.");
    }
    return ExitCode.DONE;
  }

  @Command(
      name = "show",
      description = "All that is known of one item.",
      mixinStandardHelpOptions = true)
  int show(
      @Mixin SettingOptions options,
      @Mixin Output output,
      @Parameters(paramLabel = "LINE") String line,
      @Parameters(paramLabel = "KEY", description = KEY) String key) {
    return one(options, line, key, item -> output.fields(out(), LedgerRows.details(item)));
  }

  @Command(
      name = "why",
      description = "Why an item is where it is, in sentences.",
      mixinStandardHelpOptions = true)
  int why(
      @Mixin SettingOptions options,
      @Parameters(paramLabel = "LINE") String line,
      @Parameters(paramLabel = "KEY", description = KEY) String key) {
    return one(options, line, key, item -> LedgerRows.story(item).forEach(out()::println));
  }

  private int one(
      SettingOptions options,
      String line,
      String key,
      java.util.function.Consumer<WorkItem> print) {
    try (Application application = Application.open(options.load())) {
      LedgerKeys.requireLine(application.ledgerDesk(), line);
      PrintWriter err = spec.commandLine().getErr();
      Optional<WorkItem> item = LedgerKeys.find(application.ledgerDesk(), line, key, err);
      item.ifPresent(print);
      return item.isPresent() ? ExitCode.DONE : ExitCode.WRONG_USAGE;
    }
  }

  @Command(
      name = "replay",
      description = "Put DEAD items back, with all their attempts before them.",
      mixinStandardHelpOptions = true)
  int replay(
      @Mixin SettingOptions options,
      @Mixin FilterOptions filter,
      @Option(names = "--dry-run", description = "Only say how many would be put back.")
          boolean dryRun) {
    try (Application application = Application.open(options.load())) {
      LedgerDesk desk = application.ledgerDesk();
      ItemFilter dead = filter.on(application).in(ItemState.DEAD);
      if (!LedgerKeys.has(desk, dead, spec.commandLine().getErr())) {
        return ExitCode.WRONG_USAGE;
      }
      long items = dryRun ? desk.count(dead) : desk.replay(dead);
      out().printf(dryRun ? "%d items would be put back.%n" : "%d items are put back.%n", items);
    }
    return ExitCode.DONE;
  }

  @Command(
      name = "purge",
      description = {
        "Forget DONE and DEAD items that have not changed for a while.",
        "Items of files-scan remember which objects a scan has seen; once they are forgotten, the next"
            + " scan makes their tasks again.",
        "They are kept unless --line files-scan names them."
      },
      mixinStandardHelpOptions = true)
  int purge(
      @Mixin SettingOptions options,
      @Mixin FilterOptions filter,
      @Option(
              names = "--days",
              defaultValue = "30",
              description = "Unchanged for so many days (${DEFAULT-VALUE}).")
          int days) {
    Numbers.upTo(FilesPurgeCommand.MOST_DAYS, subcommand("purge"), "--days", days);
    try (Application application = Application.open(options.load())) {
      int items =
          application
              .ledgerDesk()
              .purge(filter.on(application), Duration.ofDays(days), LedgerKeys.MEMORIES);
      out().printf("%d items are forgotten.%n", items);
    }
    return ExitCode.DONE;
  }

  @Command(
      name = "ddl",
      description = {
        "Print the statements that make the ledger, for an administrator.",
        "They leave alone what is there: run them again for a newer version."
      },
      mixinStandardHelpOptions = true)
  int ddl() {
    out().print(LedgerSchema.ddl());
    out().flush();
    return ExitCode.DONE;
  }

  /** Which items are meant. */
  static final class FilterOptions {

    @Option(names = "--line", description = "Only items of this line.")
    private String line;

    @Option(names = "--state", description = "Only items in this state: ${COMPLETION-CANDIDATES}.")
    private ItemState state;

    @Option(names = "--code", description = "Only items with this error code.")
    private String code;

    @Option(names = "--key", description = "Only this item.")
    private String key;

    /** The filter, where there is such a line. */
    ItemFilter on(Application application) {
      LedgerKeys.requireLine(application.ledgerDesk(), line);
      return new ItemFilter(line, state, code, key);
    }
  }
}
