package io.serai.files;

import io.serai.ops.TlsFault;
import jakarta.mail.AuthenticationFailedException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * Why a mail server did not take a mail, in the words of the settings.
 *
 * @param meaning what it did, and how to mend it
 * @param passing whether it may take the same mail a little later
 */
record MailFault(String meaning, boolean passing) {

  static MailFault of(Throwable failure) {
    List<Throwable> all = Stream.iterate(failure, f -> f != null, Throwable::getCause).toList();
    for (Throwable each : all) {
      if (each instanceof AuthenticationFailedException) {
        return lasting("refuses the login: check SMTP_USERNAME and SMTP_PASSWORD", each);
      }
      if (each instanceof SSLException) {
        return new MailFault(tls(text(each)), false);
      }
      if (text(each).contains("STARTTLS is required")) {
        return lasting("offers no STARTTLS: check SMTP_SECURITY and SMTP_PORT", each);
      }
    }
    return all.stream()
        .filter(each -> network(each) != null)
        .findFirst()
        .map(each -> new MailFault(said(network(each), each), true))
        .orElseGet(() -> new MailFault("does not take it: " + text(failure), true));
  }

  private static MailFault lasting(String meaning, Throwable failure) {
    return new MailFault(said(meaning, failure), false);
  }

  private static String tls(String said) {
    return TlsFault.meaning(
        said, "in SMTP_HOST", "does not speak TLS as expected: check SMTP_SECURITY and SMTP_PORT");
  }

  private static String network(Throwable failure) {
    if (failure instanceof ConnectException) {
      return "is not there: check SMTP_HOST and SMTP_PORT and whether it runs";
    }
    if (failure instanceof UnknownHostException) {
      return "has a host that nobody knows: check SMTP_HOST";
    }
    return failure instanceof SocketTimeoutException
        ? "does not answer in time: check SMTP_HOST, SMTP_PORT and SMTP_SECURITY"
        : null;
  }

  private static String said(String meaning, Throwable failure) {
    return "%s (%s)".formatted(meaning, text(failure).strip());
  }

  private static String text(Throwable failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }
}
