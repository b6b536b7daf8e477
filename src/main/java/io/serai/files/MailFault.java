package io.serai.files;

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
        return lasting(tls(text(each)), each);
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
    if (said.contains("subject alternative") || said.contains("No name matching")) {
      return "shows a certificate for another name: use that name in SMTP_HOST";
    }
    if (said.contains("validity check failed")) {
      return "shows a certificate that is out of date: renew it there";
    }
    if (said.contains("PKIX") || said.contains("certification path")) {
      return "shows a certificate that Java does not trust: name a trust store that has its CA by"
          + " SERAI_JAVA_OPTS=-Djavax.net.ssl.trustStore=FILE";
    }
    return "does not speak TLS as expected: check SMTP_SECURITY and SMTP_PORT";
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
