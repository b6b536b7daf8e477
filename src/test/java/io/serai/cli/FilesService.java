package io.serai.cli;

import static org.awaitility.Awaitility.await;

import io.serai.config.Settings;
import io.serai.files.FileResult;
import io.serai.files.FilesLine;
import io.serai.files.ResultFilter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;

/** A pool worker, or the service with the files line alone, in this process. */
final class FilesService implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Application application;

  private FilesService(Map<String, String> settings, Extent extent) {
    application =
        Application.open(Settings.load(settings, Path.of("no-such-file.properties"), Map.of()));
    try {
      application.start(extent, FilesLine.NAME);
    } catch (RuntimeException e) {
      application.close();
      throw e;
    }
  }

  /** A pool worker without health, metrics and JMX. */
  static FilesService worker(FilesCase files) {
    return new FilesService(files.settings(), Extent.FOLLOW);
  }

  /** The service with all that watches it. */
  static FilesService service(FilesCase files) {
    return new FilesService(files.settings(), Extent.SERVICE);
  }

  /** Waits until so many files have ended, well or badly, and nothing is left to do. */
  void awaitEnds(int files) {
    await().atMost(PATIENCE).until(() -> results().size() >= files && line().isQuiet());
  }

  CamelContext camel() {
    return application.camel();
  }

  FilesLine line() {
    return application.files(true).line();
  }

  /** What the processing log has, the latest first. */
  List<FileResult> results() {
    return line().results().find(new ResultFilter(null, null, null, null, 0));
  }

  @Override
  public void close() {
    application.close();
  }
}
