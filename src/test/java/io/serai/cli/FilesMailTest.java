package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.files.FilesMail;
import io.serai.testing.Certificates;
import io.serai.testing.LogLines;
import io.serai.testing.MailBox;
import io.serai.testing.TestDatabase;
import io.serai.testing.TestKafka;
import io.serai.testing.TestStore;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.internet.MimeMessage;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Mail about failed files, and what a bad mail server does to the line: nothing. */
@Timeout(120)
class FilesMailTest {

  @RegisterExtension final TestDatabase database = TestDatabase.withLedger();
  @RegisterExtension static final TestKafka KAFKA = new TestKafka();
  @RegisterExtension static final TestStore STORE = new TestStore();

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private final MailBox box = MailBox.plain();
  private final LogLines log = LogLines.of(FilesMail.class);
  private FilesCase files;

  @BeforeEach
  void connect() {
    files = new FilesCase(database, KAFKA, STORE);
    files.with("MAIL_FROM", "system@company.com");
    files.with("MAIL_TO", "admin@company.com, ops@company.com");
    // a mail must not wait for the end of its ten seconds when the worker ends
    files.with("SERAI_SHUTDOWN_TIMEOUT", 6);
    mailTo(box.port());
  }

  @AfterEach
  void close() {
    log.close();
    box.close();
  }

  private void mailTo(int port) {
    files.with("SMTP_HOST", "127.0.0.1").with("SMTP_PORT", port);
  }

  /** One file fails, another does not, and the worker ends. */
  private void process() {
    files.put("good.csv", "a,b\n1,2\n");
    files.send("{\"key\":\"good.csv\"}");
    files.send("{\"key\":\"missing-1.csv\"}");
    try (FilesService worker = FilesService.worker(files)) {
      worker.awaitEnds(2);
    }
    assertThat(files.notifications(2)).as("told to Kafka").hasSize(2);
  }

  /** The reason is told once, and nothing was tried again that cannot help. */
  private void assertRefused(String reason) {
    assertThat(box.mails()).isEmpty();
    assertThat(log.all())
        .singleElement()
        .asString()
        .contains("not delivered: the mail server at 127.0.0.1:", reason);
  }

  @Test
  void should_mail_what_failed_and_why_before_the_worker_ends() throws Exception {
    files.put("good.csv", "a,b\n1,2\n");
    files.put("坏's.csv", "a,b\n1\n");
    files.json("files", "generate");

    Cli.Result run = files.run("files", "worker", "--once");

    assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.ITEMS_FAILED);
    assertThat(files.backlog()).isZero();
    assertThat(box.mails()).hasSize(1);
    MimeMessage message = box.mails().get(0);
    assertThat(message.getSubject()).isEqualTo("文件处理失败通知 - Serai: files failed");
    assertThat(message.getFrom())
        .extracting(Object::toString)
        .containsExactly("system@company.com");
    assertThat(message.getRecipients(RecipientType.TO))
        .extracting(Object::toString)
        .containsExactly("admin@company.com", "ops@company.com");
    String task = files.json("files", "results", "--status", "failed").get(0).path("task").asText();
    assertThat(message.getContent().toString().replace("\r\n", "\n"))
        .startsWith("文件处理失败: 坏's.csv\n错误: the row in line 2 has 1 fields")
        .contains(
            "bucket: %s, code: RAGGED_ROW, attempts: 1".formatted(files.source()),
            "serai ledger replay --line files --key '%s'".formatted(task.replace("'", "'\\''")));
  }

  @Test
  void should_tell_of_many_failures_in_one_mail() throws Exception {
    files.send("{\"key\":\"missing-1.csv\"}");
    files.send("no task");

    files.run("files", "worker", "--once");

    assertThat(box.mails()).hasSize(1);
    assertThat(box.mails().get(0).getContent().toString())
        .contains("文件处理失败: missing-1.csv", "the message is not JSON", "bucket: -");
    assertThat(box.logins()).isEmpty();
  }

  @Test
  void should_log_in_when_a_user_is_set() {
    files.with("SMTP_USERNAME", MailBox.USER).with("SMTP_PASSWORD", MailBox.PASSWORD);

    process();

    assertThat(box.mails()).hasSize(1);
    assertThat(box.logins()).containsExactly(MailBox.USER);
  }

  @Test
  void should_try_again_when_the_server_is_busy() {
    box.refuse(3);
    files.send("no task");

    // one that ends meanwhile does not try again
    try (FilesService worker = FilesService.worker(files)) {
      await().atMost(PATIENCE).until(() -> box.mails().size() == 1);
      assertThat(worker.results()).hasSize(1);
    }
    assertThat(log.all()).isEmpty();
  }

  @Test
  void should_go_on_and_try_once_when_the_login_is_refused() {
    files.with("SMTP_USERNAME", MailBox.USER).with("SMTP_PASSWORD", "wrong");

    process();

    assertRefused("refuses the login: check SMTP_USERNAME and SMTP_PASSWORD");
    // Jakarta Mail itself makes two of one
    assertThat(box.logins()).as("more would lock the user out").hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void should_send_nothing_in_the_clear_when_it_must_be_encrypted() {
    files.with("SMTP_SECURITY", "starttls");
    files.with("SMTP_USERNAME", MailBox.USER).with("SMTP_PASSWORD", MailBox.PASSWORD);

    process();

    assertRefused("offers no STARTTLS: check SMTP_SECURITY and SMTP_PORT");
    assertThat(box.logins()).isEmpty();
  }

  @Test
  void should_go_on_when_the_certificate_is_not_trusted() throws Exception {
    Certificates certificates = new Certificates(folder);
    try (MailBox secure = MailBox.startTls(certificates.showing(certificates.keyPair("mail")))) {
      mailTo(secure.port());
      files.with("SMTP_SECURITY", "starttls");

      process();

      assertThat(secure.mails()).isEmpty();
      assertRefused("does not trust: name a trust store that has its CA by SERAI_JAVA_OPTS=");
    }
  }

  @Test
  void should_process_on_when_the_mail_server_hangs() throws Exception {
    try (ServerSocket hanging = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      mailTo(hanging.getLocalPort());
      files.with("SERAI_SHUTDOWN_TIMEOUT", 2);
      try (FilesService worker = FilesService.worker(files)) {
        for (int i = 0; i < 20; i++) {
          files.send("{\"key\":\"missing-" + i + ".csv\"}");
        }

        await().atMost(PATIENCE).until(() -> worker.results().size() == 20);
        await().atMost(PATIENCE).until(() -> worker.line().isQuiet());
      }
      assertThat(files.notifications(20)).hasSize(20);
    }
  }

  @Test
  void should_process_on_when_there_is_no_mail_server() {
    mailTo(TestService.freePort());

    process();

    assertRefused("is not there: check SMTP_HOST and SMTP_PORT and whether it runs");
  }

  @Test
  void should_not_start_when_nobody_would_get_the_mail() {
    files.with("MAIL_TO", "");

    Cli.Result run = files.run("files", "worker", "--once");

    assertThat(run.code()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(run.err()).contains("MAIL_TO is missing: SMTP_HOST is set");
  }
}
