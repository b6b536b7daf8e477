package io.serai.files;

import io.serai.ops.Causes;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.IllegalSaslStateException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;

/** Says in the words of the settings what Kafka's client says in its own. */
final class KafkaFaults {

  private KafkaFaults() {}

  static KafkaAccessException explain(Throwable failure, KafkaSettings settings) {
    String what =
        failure instanceof AuthenticationException || failure instanceof IllegalSaslStateException
            ? refusal(failure)
            : "cannot be used";
    String user = settings.user().isEmpty() ? "" : " as user " + settings.user();
    return new KafkaAccessException(
        "Kafka at %s (%s%s) %s: %s"
            .formatted(
                settings.bootstrapServers(),
                settings.securityProtocol(),
                user,
                what,
                Causes.root(failure).getMessage()),
        failure,
        failure instanceof RetriableException);
  }

  private static String refusal(Throwable failure) {
    if (failure instanceof SaslAuthenticationException) {
      return "refuses the login; check KAFKA_SASL_USERNAME, KAFKA_SASL_PASSWORD and"
          + " KAFKA_SASL_MECHANISM";
    }
    if (failure instanceof UnsupportedSaslMechanismException) {
      return "does not know the way of the login; check KAFKA_SASL_MECHANISM";
    }
    if (failure instanceof IllegalSaslStateException) {
      return "does not ask for a login; check KAFKA_SECURITY_PROTOCOL";
    }
    return failure instanceof SslAuthenticationException
        ? tls(Causes.root(failure))
        : "refuses the login";
  }

  private static String tls(Throwable root) {
    String said = String.valueOf(root.getMessage());
    if (said.contains("alert")) {
      return "refuses TLS; check KAFKA_SSL_KEYSTORE_LOCATION, it may want a client's certificate";
    }
    if (said.contains("subject alternative") || said.contains("No name matching")) {
      return "shows a certificate for another name; use that name in KAFKA_BOOTSTRAP_SERVERS";
    }
    return "shows a certificate that is not trusted; check KAFKA_SSL_TRUSTSTORE_LOCATION";
  }
}
