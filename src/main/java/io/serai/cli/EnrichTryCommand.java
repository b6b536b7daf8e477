package io.serai.cli;

import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.enrich.EnrichLine;
import io.serai.enrich.EnrichSettings;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code serai enrich try}: asks one bot and writes nothing. */
@Command(
    name = "try",
    description = "Ask a bot about a text, or about the text of a row, and write nothing.",
    mixinStandardHelpOptions = true)
final class EnrichTryCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;
  @Mixin private SettingOptions options;

  @ArgGroup(multiplicity = "1")
  private What what;

  /** One of the two. */
  static final class What {

    @Parameters(paramLabel = "TEXT", description = "The text to ask.")
    private String text;

    @Option(names = "--id", description = "Primary key of the row to ask about.")
    private String id;
  }

  @Override
  @SuppressWarnings("try")
  public Integer call() {
    options.put(Setting.ENRICH_MAX_WORKERS, 1);
    Settings settings = options.load();
    EnrichSettings.requireCoze(settings);
    Application application = Application.open(settings);
    try (StopSignal signal = new StopSignal(application)) {
      String text = what.text != null ? what.text : textOfRow(application);
      application.start(Extent.COMMAND, EnrichLine.NAME);
      Object reply =
          application.camel().createProducerTemplate().requestBody("direct:enrich-try", text);
      spec.commandLine().getOut().println(reply);
      return ExitCode.DONE;
    } catch (org.apache.camel.CamelExecutionException e) {
      spec.commandLine().getErr().println("No answer: " + e.getCause().getMessage());
      return ExitCode.ITEMS_FAILED;
    }
  }

  private String textOfRow(Application application) {
    return application
        .enrich()
        .table()
        .text(what.id)
        .orElseThrow(
            () ->
                new io.serai.config.SettingsException(
                    "There is no row "
                        + what.id
                        + " in "
                        + application.settings().text(Setting.ENRICH_TABLE_NAME)));
  }
}
