package io.serai.files;

import io.serai.ledger.ErrorClass;
import io.serai.ledger.Failure;
import io.serai.ops.LogEvent;
import java.time.Duration;
import java.util.Locale;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * One log line a file. In JSON it has the fields of requirement 003: event, file_key,
 * processing_time, input_size and output_size. Thread-safe.
 */
final class FileLog {

  private static final Logger LOG = LogManager.getLogger(FileLog.class);

  void processed(FileResult result) {
    if (!LOG.isInfoEnabled()) {
      return;
    }
    Duration took = Duration.between(result.startedAt(), result.finishedAt());
    double seconds = took.toMillis() / 1000.0;
    String sentence =
        String.format(
            Locale.ROOT,
            "%s/%s → %s/%s by %s in %.3f s, %s → %s",
            result.bucket(),
            result.key(),
            result.destBucket(),
            result.destKey(),
            result.parser(),
            seconds,
            FileSize.text(result.sourceSize()),
            FileSize.text(result.resultSize()));
    LOG.info(
        event("处理完成", result.key(), sentence)
            .with("processing_time", seconds)
            .with("input_size", result.sourceSize())
            .with("output_size", result.resultSize()));
  }

  void retried(PendingTask task, Failure failure) {
    boolean throttled = failure.errorClass() == ErrorClass.THROTTLED;
    failure(
        throttled ? Level.INFO : Level.WARN,
        throttled ? "等待重试" : "处理失败,将重试",
        task,
        failure,
        throttled
            ? "has to wait"
            : "failed and will be tried again (attempt " + (task.claim().attempt() + 1) + ")");
  }

  void dead(PendingTask task, Failure failure) {
    failure(Level.ERROR, "处理失败", task, failure, "is DEAD");
  }

  private static void failure(
      Level level, String event, PendingTask task, Failure failure, String what) {
    String key = task.task() == null ? null : task.task().key();
    String name = task.task() == null ? task.id() : task.task().source();
    LOG.log(
        level,
        event(event, key, name + " " + what + ", " + failure.code() + ": " + failure.message())
            .with("error_code", failure.code()));
  }

  private static LogEvent event(String event, String key, String sentence) {
    LogEvent fields = new LogEvent(sentence).with("event", event);
    return key == null ? fields : fields.with("file_key", key);
  }
}
