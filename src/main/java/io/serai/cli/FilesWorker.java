package io.serai.cli;

import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.config.SettingsException;
import io.serai.files.FilesLine;
import io.serai.files.FilesProgress;
import io.serai.files.KafkaAccessException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What {@code serai files worker} and {@code serai files pool-worker} share. */
abstract class FilesWorker implements Callable<Integer> {

  private static final Duration LOOK = Duration.ofMillis(100);

  @Spec private CommandSpec spec;
  @Mixin private SettingOptions options;
  @Mixin private Output output;

  @Option(names = "--once", description = "End when no task waits any more.")
  private boolean once;

  /** {@code serai files worker}. */
  @Command(
      name = "worker",
      description = "Process the files of tasks one at a time, until Ctrl-C or SIGTERM.",
      mixinStandardHelpOptions = true)
  static final class Single extends FilesWorker {

    @Override
    boolean isPool() {
      return false;
    }
  }

  /** {@code serai files pool-worker}. */
  @Command(
      name = "pool-worker",
      description = "Process the files of tasks in parallel, until Ctrl-C or SIGTERM.",
      mixinStandardHelpOptions = true)
  static final class Pool extends FilesWorker {

    @Option(names = "--pool-size", description = "Files in parallel (POOL_SIZE).")
    private Integer poolSize;

    @Override
    boolean isPool() {
      return true;
    }

    @Override
    public Integer call() throws InterruptedException {
      settings().put(Setting.POOL_SIZE, poolSize);
      return super.call();
    }
  }

  abstract boolean isPool();

  final SettingOptions settings() {
    return options;
  }

  @Override
  @SuppressWarnings("try")
  public Integer call() throws InterruptedException {
    Logging.toStandardOutputAsJson();
    Settings settings = options.load();
    Application application = Application.open(settings);
    try (StopSignal signal = new StopSignal(application)) {
      FilesLine line = application.files(isPool()).line();
      application.start(Extent.FOLLOW, FilesLine.NAME);
      Logging.tell(
          spec.commandLine().getErr(),
          "Worker is up (%s). Ctrl-C drains and stops it."
              .formatted(application.files(isPool()).description()));
      if (once) {
        awaitQuiet(line, signal);
      } else {
        signal.await();
      }
      String fault = line.fault();
      application.drain();
      print(line.progress().counts());
      if (once && fault != null) {
        throw new SettingsException(fault);
      }
      return line.progress().counts().dead() == 0 ? ExitCode.DONE : ExitCode.ITEMS_FAILED;
    }
  }

  /**
   * Quiet with all taken that was due in the ledger. Tasks that wait for a retry count as waiting:
   * their offsets are not committed. Settings that the storage refuses would make it wait for ever.
   */
  private void awaitQuiet(FilesLine line, StopSignal signal) throws InterruptedException {
    long quietSince = Long.MAX_VALUE;
    while (line.fault() == null && !signal.await(LOOK)) {
      long looks = line.looksForDue();
      if (!isQuiet(line, signal)) {
        quietSince = Long.MAX_VALUE;
      } else if (looks > quietSince) {
        return;
      } else {
        quietSince = Math.min(quietSince, looks);
      }
    }
  }

  /** Not while brokers are away. After a signal the connection may be closed in the middle. */
  private boolean isQuiet(FilesLine line, StopSignal signal) throws InterruptedException {
    try {
      return line.isQuiet();
    } catch (KafkaAccessException e) {
      if (signal.await(Duration.ZERO)) {
        return false;
      }
      if (!e.isPassing()) {
        throw new SettingsException(e.getMessage());
      }
      Logging.tell(spec.commandLine().getErr(), e.getMessage() + ". Waiting for it");
      return false;
    }
  }

  private void print(FilesProgress.Counts counts) {
    if (Logging.isJson()) {
      return;
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("succeeded", counts.succeeded());
    fields.put("dead", counts.dead());
    fields.put("retried", counts.retried());
    fields.put("throttled", counts.throttled());
    fields.put("bytes read", counts.bytesRead());
    fields.put("bytes written", counts.bytesWritten());
    output.fields(spec.commandLine().getOut(), fields);
    spec.commandLine().getOut().flush();
    if (counts.dead() > 0) {
      Logging.tell(
          spec.commandLine().getErr(),
          "Why files failed: serai files results --status failed; put them back once mended: serai"
              + " ledger replay --line files");
    }
  }
}
