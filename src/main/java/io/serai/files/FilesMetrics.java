package io.serai.files;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.serai.ops.BreakerGauges;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Meters of the files line, read from what the line counts anyway. Thread-safe. */
public final class FilesMetrics implements MeterBinder {

  private final FilesProgress progress;
  private final TaskInbox inbox;
  private final Supplier<String> breakerState;
  private final ConcurrentHashMap<String, Timer> timers = new ConcurrentHashMap<>();
  private volatile MeterRegistry registry;

  FilesMetrics(FilesProgress progress, TaskInbox inbox, Supplier<String> breakerState) {
    this.progress = progress;
    this.inbox = inbox;
    this.breakerState = breakerState;
  }

  @Override
  public void bindTo(MeterRegistry meters) {
    registry = meters;
    files(meters, "succeeded", FilesProgress.Counts::succeeded);
    files(meters, "dead", FilesProgress.Counts::dead);
    files(meters, "retried", FilesProgress.Counts::retried);
    files(meters, "throttled", FilesProgress.Counts::throttled);
    files(meters, "lost", FilesProgress.Counts::lost);
    bytes(meters, "read", FilesProgress.Counts::bytesRead);
    bytes(meters, "written", FilesProgress.Counts::bytesWritten);
    Gauge.builder("serai.files.in.flight", inbox, TaskInbox::inFlight)
        .description("Files that are worked on now")
        .register(meters);
    Gauge.builder("serai.files.taken", inbox, TaskInbox::size)
        .description("Tasks that this process has taken and not finished")
        .register(meters);
    Gauge.builder("serai.files.untold", inbox, TaskInbox::untold)
        .description("Files whose end is written and of which Kafka has yet to be told")
        .register(meters);
    BreakerGauges.bind(meters, FilesLine.NAME, "the object storage", breakerState);
  }

  private void files(
      MeterRegistry meters, String outcome, ToDoubleFunction<FilesProgress.Counts> count) {
    FunctionCounter.builder("serai.files.files", progress, p -> count.applyAsDouble(p.counts()))
        .tag("outcome", outcome)
        .description("Files by what became of them in this process")
        .register(meters);
  }

  private void bytes(
      MeterRegistry meters, String way, ToDoubleFunction<FilesProgress.Counts> count) {
    FunctionCounter.builder("serai.files.bytes", progress, p -> count.applyAsDouble(p.counts()))
        .tag("way", way)
        .description("Bytes of files that were processed")
        .register(meters);
  }

  /** A file took so long, by this parser or until this error. */
  void record(String outcome, long millis) {
    MeterRegistry meters = registry;
    if (meters != null) {
      timers
          .computeIfAbsent(
              outcome,
              key ->
                  Timer.builder("serai.files.processing")
                      .tag("outcome", key)
                      .description("Time from the hand-out of a task to its uploaded result")
                      .register(meters))
          .record(millis, TimeUnit.MILLISECONDS);
    }
  }
}
