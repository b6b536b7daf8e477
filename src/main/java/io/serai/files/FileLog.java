package io.serai.files;

import io.serai.ledger.ErrorClass;
import io.serai.ledger.Failure;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.message.MapMessage;

/**
 * One log line a file. In JSON it has the fields of requirement 003: event, file_key,
 * processing_time, input_size and output_size. Thread-safe.
 */
final class FileLog {

  private static final Logger LOG = LogManager.getLogger(FileLog.class);

  /** Keys come from outside: one with a line break must not look like another line of the log. */
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

  /** A sentence for people that has its facts as fields, too. */
  private static final class FileEvent extends MapMessage<FileEvent, Object> {

    private static final long serialVersionUID = 1L;

    private final String sentence;

    FileEvent(String event, String key, String sentence) {
      this.sentence = CONTROL.matcher(sentence).replaceAll("\uFFFD");
      with("event", event);
      if (key != null) {
        with("file_key", key);
      }
    }

    @Override
    public String getFormattedMessage() {
      return sentence;
    }

    @Override
    public String asString() {
      return sentence;
    }

    @Override
    public void formatTo(StringBuilder buffer) {
      buffer.append(sentence);
    }

    @Override
    public void formatTo(String[] formats, StringBuilder buffer) {
      buffer.append(sentence);
    }
  }

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
        new FileEvent("处理完成", result.key(), sentence)
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
        new FileEvent(
                event, key, name + " " + what + ", " + failure.code() + ": " + failure.message())
            .with("error_code", failure.code())
            .with("error", String.valueOf(failure.message())));
  }
}
