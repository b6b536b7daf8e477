package io.serai.cli;

import io.serai.config.Settings;
import io.serai.files.FilesLine;
import java.util.function.Consumer;

/**
 * A line that stays up for a whole measurement, as one does that is up for weeks: what is loaded
 * and compiled for one run serves the next.
 */
final class BenchWorker implements AutoCloseable {

  private final Application application;
  private final StopSignal signal;
  private final FilesLine line;

  /**
   * @param run topics and group of its own among them
   */
  BenchWorker(Settings run) {
    application = Application.open(run);
    signal = new StopSignal(application);
    try {
      line = application.files(true).line();
      application.start(Extent.FOLLOW, FilesLine.NAME);
    } catch (RuntimeException e) {
      signal.close();
      throw e;
    }
  }

  /**
   * Has tasks made while the line rests, then lets it work them off.
   *
   * @param make sends the tasks
   * @param tasks how many that are
   * @throws IllegalStateException when a file failed
   */
  SteadyRate run(Consumer<Application> make, long tasks) throws InterruptedException {
    line.control().pause();
    make.accept(application);
    long before = ended();
    line.control().resume();
    SteadyRate rate = SteadyRate.watch(() -> ended() - before, tasks);
    long dead = line.progress().counts().dead();
    if (dead > 0) {
      throw new IllegalStateException("%d files failed: what was logged says why".formatted(dead));
    }
    while (!line.isQuiet()) {
      Thread.sleep(SteadyRate.LOOK_MS);
    }
    return rate;
  }

  private long ended() {
    return line.progress().counts().succeeded() + line.progress().counts().dead();
  }

  @Override
  public void close() {
    signal.close();
  }
}
