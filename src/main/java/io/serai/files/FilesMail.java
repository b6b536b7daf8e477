package io.serai.files;

import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the mails about files that failed. Thread-safe. */
public final class FilesMail {

  private static final Logger LOG = LoggerFactory.getLogger(FilesMail.class);

  private final MailServer server;
  private volatile boolean ending;

  FilesMail(MailServer server) {
    this.server = server;
  }

  /** What a mail says of the failures among these ends; empty when there are none. */
  public String text(List<Outcome> ends) {
    return ends.stream()
        .filter(outcome -> !outcome.isSuccess())
        .map(outcome -> describe(outcome.result()))
        .collect(Collectors.joining("\n"));
  }

  /** The mail about several of these texts. */
  public String letter(List<String> texts) {
    return String.join("\n", texts);
  }

  private static String describe(FileResult result) {
    String task = quoted(result.task());
    return """
        文件处理失败: %s
        错误: %s
        bucket: %s, code: %s, attempts: %d
        More of it: serai ledger why files %s
        To put it back once it is mended: serai ledger replay --line files --key %s
        """
        .formatted(
            result.key() == null ? result.task() : result.key(),
            result.error(),
            result.bucket() == null ? "-" : result.bucket(),
            result.errorCode(),
            result.attempts(),
            task,
            task);
  }

  /** As a shell takes it. */
  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** From now on a mail waits for no other text. */
  void end() {
    ending = true;
  }

  /** Whether a text is to be mailed at once, since the line ends. */
  public boolean isEnding() {
    return ending;
  }

  /** Whether the server may take the mail when it is asked again. */
  public boolean mayPass(Throwable thrown) {
    return MailFault.of(thrown).passing();
  }

  /** No server took the mail; the failures are in Kafka, the log and the ledger all the same. */
  public void undelivered(Throwable thrown) {
    LOG.warn(
        "A mail about failed files was not delivered: the mail server at {} {}",
        server,
        MailFault.of(thrown).meaning());
  }
}
