package io.serai.cli;

import io.serai.config.Setting;
import io.serai.config.Settings;
import java.io.PrintWriter;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a service says once it is up. */
final class Banner {

  private static final Logger LOG = LoggerFactory.getLogger(Banner.class);

  private Banner() {}

  /** For a person on the terminal, or as a log line where programs read the log. */
  static void print(Application application, PrintWriter out) {
    String text = of(application);
    if (Logging.isJson()) {
      LOG.info(
          text.lines()
              .skip(1)
              .map(line -> line.strip().replaceAll(" {2,}", " "))
              .collect(Collectors.joining("; ", "Serai is up: ", "")));
    } else {
      out.println(text);
      out.flush();
    }
  }

  private static String of(Application application) {
    Settings settings = application.settings();
    String port = settings.text(Setting.SERAI_MANAGEMENT_PORT);
    String management =
        "0".equals(port)
            ? ""
            : "%n  health    http://%s:%s/observe/health%n  metrics   http://%s:%s/observe/metrics"
                .formatted(
                    settings.text(Setting.SERAI_MANAGEMENT_HOST), port,
                    settings.text(Setting.SERAI_MANAGEMENT_HOST), port);
    return "Serai is up. Ctrl-C drains and stops it.%n  database  %s%s%s"
        .formatted(application.databaseDescription(), management, application.lineDescriptions())
        .replace("%n", System.lineSeparator());
  }
}
