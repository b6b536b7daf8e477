package io.serai.ops;

import java.util.Optional;

/** What a failed TLS handshake means, in the words of the settings. Stateless. */
public final class TlsFault {

  private TlsFault() {}

  /**
   * What the server does, and how to mend it; what the JVM said stands in brackets at the end.
   *
   * @param said the JVM's message
   * @param name how to use the name of the certificate, such as "in OBS_SERVER"
   * @param otherwise what to check when it is not the certificate
   */
  public static String meaning(String said, String name, String otherwise) {
    return "%s (%s)".formatted(meaning(said.strip(), name).orElse(otherwise), said.strip());
  }

  private static Optional<String> meaning(String said, String name) {
    if (said.contains("subject alternative")
        || said.contains("No name matching")
        || said.contains("doesn't match")) {
      return Optional.of("shows a certificate for another name: use that name " + name);
    }
    if (said.contains("validity check failed")) {
      return Optional.of("shows a certificate that is out of date: renew it there");
    }
    if (said.contains("PKIX") || said.contains("certification path")) {
      return Optional.of(
          "shows a certificate that Java does not trust: name a trust store that has its CA by"
              + " SERAI_JAVA_OPTS=-Djavax.net.ssl.trustStore=FILE");
    }
    return Optional.empty();
  }
}
