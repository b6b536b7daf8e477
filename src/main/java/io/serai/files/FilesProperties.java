package io.serai.files;

import io.serai.config.Setting;
import io.serai.config.Settings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The property values that the routes of this line use. */
final class FilesProperties {

  private static final int BATCH_SIZE = 100;
  private static final Duration BATCH_INTERVAL = Duration.ofMillis(100);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration STOP = Duration.ofSeconds(5);
  private static final Duration BETWEEN_LOOKS_FOR_DUE = Duration.ofSeconds(1);

  /** Between the beginnings of two batches; who asks for one waits for it. */
  private static final Duration BETWEEN_NOTIFICATIONS = Duration.ofMillis(5);

  private static final Duration BETWEEN_LOOKS_FOR_UNTOLD = Duration.ofSeconds(5);
  private static final Duration BETWEEN_SWEEPS = Duration.ofHours(1);
  private static final Duration BEFORE_FIRST_SWEEP = Duration.ofMinutes(1);
  private static final Duration MAIL_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration MAIL_INTERVAL = Duration.ofSeconds(10);
  private static final int MAIL_QUEUE = 1_000;
  private static final int FAILURES_IN_A_MAIL = 100;

  private FilesProperties() {}

  static Map<String, String> of(Settings all, KafkaSettings kafka, FilesSettings settings) {
    Map<String, String> values = new HashMap<>();
    values.put("files.topic", kafka.tasksTopic());
    values.put("files.result-topic", kafka.resultTopic());
    values.put("files.dead-letter-topic", kafka.deadLetterTopic());
    values.put("files.brokers", kafka.bootstrapServers());
    values.put("files.group", kafka.group());
    values.put("files.batch-size", String.valueOf(BATCH_SIZE));
    values.put("files.batch-interval-ms", millis(BATCH_INTERVAL));
    values.put("files.poll-timeout-ms", millis(POLL));
    values.put("files.stop-timeout-ms", millis(STOP));
    values.put("files.due-ms", millis(BETWEEN_LOOKS_FOR_DUE));
    values.put("files.outbox-ms", millis(BETWEEN_NOTIFICATIONS));
    values.put("files.untold-ms", millis(BETWEEN_LOOKS_FOR_UNTOLD));
    values.put("files.sweep-ms", millis(BETWEEN_SWEEPS));
    values.put("files.first-sweep-ms", millis(BEFORE_FIRST_SWEEP));
    mail(all, values);
    return values;
  }

  private static void mail(Settings all, Map<String, String> values) {
    MailServer server = MailServer.of(all);
    values.put("files.mail", String.valueOf(all.has(Setting.SMTP_HOST)));
    values.put("files.mail-server", server.uri());
    values.put("files.mail-from", all.text(Setting.MAIL_FROM));
    values.put("files.mail-to", all.text(Setting.MAIL_TO));
    values.put("files.mail-starttls", String.valueOf(server.startTls()));
    values.put("files.mail-timeout-ms", millis(MAIL_TIMEOUT));
    values.put("files.mail-interval-ms", millis(MAIL_INTERVAL));
    values.put("files.mail-size", String.valueOf(FAILURES_IN_A_MAIL));
    values.put("files.mail-queue", String.valueOf(MAIL_QUEUE));
    all.optional(Setting.SMTP_USERNAME)
        .ifPresent(
            user -> {
              values.put("files.mail-username", user);
              values.put("files.mail-password", all.text(Setting.SMTP_PASSWORD));
            });
  }

  private static String millis(Duration duration) {
    return String.valueOf(duration.toMillis());
  }
}
