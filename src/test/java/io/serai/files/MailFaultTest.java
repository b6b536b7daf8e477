package io.serai.files;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.MessagingException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

/**
 * What is said of mail servers that take no mail; real ones are in FilesMailTest of the commands.
 */
class MailFaultTest {

  private static MailFault fault(Exception cause) {
    return MailFault.of(new MessagingException("Could not connect", cause));
  }

  @Test
  void should_be_tried_again_when_the_network_is_at_fault() {
    assertThat(fault(new ConnectException("refused")))
        .isEqualTo(
            new MailFault(
                "is not there: check SMTP_HOST and SMTP_PORT and whether it runs (refused)", true));
    assertThat(fault(new UnknownHostException("mial")).meaning())
        .isEqualTo("has a host that nobody knows: check SMTP_HOST (mial)");
    assertThat(fault(new SocketTimeoutException()).passing()).isTrue();
  }

  @Test
  void should_keep_what_the_server_says_when_it_is_not_known() {
    assertThat(MailFault.of(new MessagingException("452 no space")))
        .isEqualTo(new MailFault("does not take it: 452 no space", true));
  }

  @Test
  void should_tell_faults_of_tls_apart() {
    assertThat(fault(new SSLException("Unsupported or unrecognized SSL message")))
        .isEqualTo(
            new MailFault(
                "does not speak TLS as expected: check SMTP_SECURITY and SMTP_PORT"
                    + " (Unsupported or unrecognized SSL message)",
                false));
    assertThat(
            fault(
                    new SSLHandshakeException(
                        "PKIX path validation failed: java.security.cert.CertPathValidatorException:"
                            + " validity check failed"))
                .meaning())
        .startsWith("shows a certificate that is out of date");
  }
}
