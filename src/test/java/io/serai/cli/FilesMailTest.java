package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.configuration.GreenMailConfiguration;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.serai.testing.TestDatabase;
import io.serai.testing.TestKafka;
import io.serai.testing.TestStore;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.internet.MimeMessage;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Mail about failed files, and what a bad mail server does to the line: nothing. */
@Timeout(120)
class FilesMailTest {

  @RegisterExtension final TestDatabase database = TestDatabase.withLedger();
  @RegisterExtension static final TestKafka KAFKA = new TestKafka();
  @RegisterExtension static final TestStore STORE = new TestStore();

  private static final String USER = "serai@example.com";
  private static final String PASSWORD = "p&s%20+w)r d#{}";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static GreenMail mail;

  private FilesCase files;

  @BeforeAll
  static void startMailServer() {
    mail =
        new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP))
            .withConfiguration(GreenMailConfiguration.aConfig().withUser(USER, USER, PASSWORD));
    mail.start();
  }

  @AfterAll
  static void stopMailServer() {
    mail.stop();
  }

  @BeforeEach
  void connect() throws Exception {
    mail.purgeEmailFromAllMailboxes();
    files = new FilesCase(database, KAFKA, STORE);
    mailTo(mail.getSmtp().getPort());
  }

  private void mailTo(int port) {
    files
        .with("SMTP_HOST", "127.0.0.1")
        .with("SMTP_PORT", port)
        .with("MAIL_FROM", "system@company.com")
        .with("MAIL_TO", "admin@company.com, ops@company.com");
  }

  private void process(int code) {
    files.put("good.csv", "a,b\n1,2\n");
    files.put("坏's.csv", "a,b\n1\n");
    files.json("files", "generate");
    Cli.Result run = files.run("files", "worker", "--once");
    assertThat(run.code()).as(run.err()).isEqualTo(code);
    assertThat(files.backlog()).isZero();
  }

  private List<MimeMessage> mails() {
    return Arrays.asList(mail.getReceivedMessages());
  }

  @Test
  void should_mail_what_failed_and_why_before_the_worker_ends() throws Exception {
    process(ExitCode.ITEMS_FAILED);

    assertThat(mails()).hasSize(2);
    MimeMessage message = mails().get(0);
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

    assertThat(mails()).hasSize(2).as("one for each receiver");
    assertThat(mails().get(0).getContent().toString())
        .contains("文件处理失败: missing-1.csv", "the message is not JSON", "bucket: -");
  }

  @Test
  void should_log_in_when_a_user_is_set() {
    files.with("SMTP_USERNAME", USER).with("SMTP_PASSWORD", PASSWORD);

    process(ExitCode.ITEMS_FAILED);

    assertThat(mails()).hasSize(2);
  }

  @Test
  void should_go_on_without_mail_when_the_login_is_refused() {
    files.with("SMTP_USERNAME", USER).with("SMTP_PASSWORD", "wrong");

    process(ExitCode.ITEMS_FAILED);

    assertThat(mails()).isEmpty();
    assertThat(files.notifications(2)).hasSize(2);
  }

  @Test
  void should_send_nothing_in_the_clear_when_it_must_be_encrypted() {
    files.with("SMTP_SECURITY", "starttls").with("SMTP_USERNAME", USER);
    files.with("SMTP_PASSWORD", PASSWORD);

    process(ExitCode.ITEMS_FAILED);

    assertThat(mails()).isEmpty();
    assertThat(files.notifications(2)).hasSize(2);
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

    process(ExitCode.ITEMS_FAILED);

    assertThat(files.notifications(2)).hasSize(2);
  }

  @Test
  void should_not_start_when_nobody_would_get_the_mail() {
    files.with("MAIL_TO", "");

    Cli.Result run = files.run("files", "worker", "--once");

    assertThat(run.code()).isEqualTo(ExitCode.WRONG_USAGE);
    assertThat(run.err()).contains("MAIL_TO is missing: SMTP_HOST is set");
  }
}
