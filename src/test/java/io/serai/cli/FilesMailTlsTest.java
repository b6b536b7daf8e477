package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.Serai;
import io.serai.testing.Certificates;
import io.serai.testing.ChildJvm;
import io.serai.testing.MailBox;
import io.serai.testing.TestDatabase;
import io.serai.testing.TestKafka;
import io.serai.testing.TestStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mail to servers whose certificate is in the trust store of the JVM, which is fixed at start. */
@Timeout(240)
class FilesMailTlsTest {

  @RegisterExtension final TestDatabase database = TestDatabase.withLedger();
  @RegisterExtension static final TestKafka KAFKA = new TestKafka();
  @RegisterExtension static final TestStore STORE = new TestStore();

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private static Path folder;

  private static SSLContext tls;
  private static Path trusted;

  private FilesCase files;

  /** For 127.0.0.1 and no other name. */
  @BeforeAll
  static void makeCertificate() throws Exception {
    Certificates certificates = new Certificates(folder);
    Path keyPair = certificates.keyPair("mail");
    tls = certificates.showing(keyPair);
    trusted = certificates.trusting(keyPair, "PKCS12", "trusted.p12");
  }

  @BeforeEach
  void connect() {
    files = new FilesCase(database, KAFKA, STORE);
    files.with("MAIL_FROM", "system@company.com").with("MAIL_TO", "admin@company.com");
    files.with("SMTP_USERNAME", MailBox.USER).with("SMTP_PASSWORD", MailBox.PASSWORD);
    files.send("{\"key\":\"missing-1.csv\"}");
  }

  private static MailBox serve(String security) {
    return security.equals("tls") ? MailBox.tls(tls) : MailBox.startTls(tls);
  }

  /** Runs a worker, which is not hindered by whatever becomes of the mail, and returns its log. */
  private String work(String security, String host, MailBox box) throws Exception {
    files.with("SMTP_SECURITY", security).with("SMTP_HOST", host).with("SMTP_PORT", box.port());
    try (ChildJvm worker = start("files", "worker", "--once")) {
      assertThat(worker.exitCode(PATIENCE)).as(worker.output()).isEqualTo(ExitCode.ITEMS_FAILED);
      assertThat(files.notifications(1)).hasSize(1);
      return worker.output();
    }
  }

  private ChildJvm start(String... command) throws IOException {
    Map<String, String> environment = new HashMap<>(files.settings());
    environment.put(
        "JDK_JAVA_OPTIONS",
        "-Djavax.net.ssl.trustStore=%s '-Djavax.net.ssl.trustStorePassword=%s'"
            .formatted(trusted, Certificates.PASSWORD));
    return ChildJvm.start(folder.resolve("run"), environment, Serai.class, command);
  }

  @ParameterizedTest
  @ValueSource(strings = {"starttls", "tls"})
  void should_deliver_when_the_certificate_is_trusted(String security) throws Exception {
    try (MailBox box = serve(security)) {
      String log = work(security, "127.0.0.1", box);

      assertThat(box.mails()).as(log).hasSize(1);
      assertThat(box.mails().get(0).getContent().toString()).contains("missing-1.csv");
      assertThat(box.logins()).containsExactly(MailBox.USER);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"starttls", "tls"})
  void should_refuse_a_server_with_a_certificate_for_another_name(String security)
      throws Exception {
    try (MailBox box = serve(security)) {
      String log = work(security, "localhost", box);

      assertThat(log)
          .contains(
              "not delivered: the mail server at localhost:" + box.port(),
              "shows a certificate for another name: use that name in SMTP_HOST");
      assertThat(box.mails()).isEmpty();
      assertThat(box.logins()).isEmpty();
    }
  }
}
