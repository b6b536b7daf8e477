package io.serai.cli;

import io.serai.config.Setting;
import io.serai.config.Settings;
import java.io.PrintWriter;
import java.util.Locale;
import org.apache.logging.log4j.LogManager;
import org.slf4j.LoggerFactory;

/** Readies logging before anything logs, and ends it when nothing will log any more. */
final class Logging {

  private static final String FORMAT = "serai.log.format";

  private Logging() {}

  /** Tells log4j2.xml what the settings say; it must be called before the first line is logged. */
  static void prepare(Settings settings) {
    boolean production = "production".equalsIgnoreCase(settings.text(Setting.SERAI_ENV));
    String format =
        settings.optional(Setting.SERAI_LOG_FORMAT).orElse(production ? "json" : "text");
    System.setProperty(FORMAT, format.toLowerCase(Locale.ROOT));
    System.setProperty("serai.log.level", settings.text(Setting.SERAI_LOG_LEVEL));
    String folder = settings.text(Setting.SERAI_LOG_DIR);
    System.setProperty("serai.log.files", String.valueOf(!folder.isEmpty()));
    System.setProperty("serai.log.dir", folder);
  }

  /** JSON log lines are what the command has to say: they go where its output goes. */
  static void toStandardOutputAsJson() {
    System.setProperty("serai.log.json-target", "SYSTEM_OUT");
  }

  /** Every file or row is measured with its log line, but only trouble is for the terminal. */
  static void onlyTroubleOnConsole() {
    System.setProperty("serai.log.console-level", "warn");
  }

  /** Whether programs read the log, so that nothing else may stand between its lines. */
  static boolean isJson() {
    return "json".equals(System.getProperty(FORMAT));
  }

  /** Tells a person something beside the result; where programs read the log it is a log line. */
  static void tell(PrintWriter err, String text) {
    if (isJson()) {
      LoggerFactory.getLogger(Logging.class).info(text);
    } else {
      err.println(text);
    }
  }

  /** Writes what is queued into the files; later lines are lost. */
  static void end() {
    LogManager.shutdown();
  }
}
