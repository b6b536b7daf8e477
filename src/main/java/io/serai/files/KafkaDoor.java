package io.serai.files;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Looks whether the brokers are there and speak the protocol that the settings name. */
final class KafkaDoor {

  private static final Duration PAUSE = Duration.ofMillis(200);

  private final KafkaSettings settings;
  private final List<KafkaPort> ports;

  KafkaDoor(KafkaSettings settings) {
    this.settings = settings;
    this.ports = Arrays.stream(settings.bootstrapServers().split(",")).map(KafkaPort::of).toList();
  }

  /**
   * Waits until a broker can be spoken to.
   *
   * @throws KafkaAccessException when none can in time, or at once when they speak otherwise
   */
  void await(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (true) {
      Set<KafkaPort.Kind> kinds = look();
      if (kinds.contains(KafkaPort.Kind.PLAIN)
          || settings.encrypts() && kinds.contains(KafkaPort.Kind.SILENT)) {
        return;
      }
      requireProtocol(kinds);
      if (System.nanoTime() - deadline >= 0) {
        throw absent(kinds, patience);
      }
      Thread.sleep(PAUSE.toMillis());
    }
  }

  /** A TLS port is only knocked at: anything else would be a failed login in the broker's log. */
  private Set<KafkaPort.Kind> look() {
    Set<KafkaPort.Kind> kinds = EnumSet.noneOf(KafkaPort.Kind.class);
    for (KafkaPort port : ports) {
      kinds.add(settings.encrypts() ? port.knock() : port.ask(!settings.authenticates()));
    }
    return kinds;
  }

  /**
   * Explains why a client gets no answer although somebody listens.
   *
   * @throws KafkaAccessException when it is on account of the protocol
   */
  void requireProtocol() {
    Set<KafkaPort.Kind> kinds = EnumSet.noneOf(KafkaPort.Kind.class);
    ports.forEach(port -> kinds.add(port.ask(!settings.authenticates())));
    requireProtocol(kinds);
  }

  private void requireProtocol(Set<KafkaPort.Kind> kinds) {
    if (settings.encrypts()
        && (kinds.contains(KafkaPort.Kind.PLAIN) || kinds.contains(KafkaPort.Kind.LOGIN))) {
      throw wrong("does not speak TLS", settings.authenticates() ? "SASL_PLAINTEXT" : "PLAINTEXT");
    }
    if (!settings.encrypts() && kinds.contains(KafkaPort.Kind.TLS)) {
      throw wrong("speaks TLS", settings.authenticates() ? "SASL_SSL" : "SSL");
    }
    if (!settings.authenticates() && kinds.contains(KafkaPort.Kind.LOGIN)) {
      throw wrong("asks for a login", "SASL_PLAINTEXT");
    }
  }

  private KafkaAccessException wrong(String what, String better) {
    return new KafkaAccessException(
        "Kafka at %s %s, but KAFKA_SECURITY_PROTOCOL is %s: set it to %s, or name another port in KAFKA_BOOTSTRAP_SERVERS"
            .formatted(settings.bootstrapServers(), what, settings.securityProtocol(), better),
        null);
  }

  private KafkaAccessException absent(Set<KafkaPort.Kind> kinds, Duration patience) {
    String servers = settings.bootstrapServers();
    if (kinds.equals(Set.of(KafkaPort.Kind.UNKNOWN_HOST))) {
      return new KafkaAccessException(
          "Kafka at " + servers + ": no such host; check KAFKA_BOOTSTRAP_SERVERS", null);
    }
    if (kinds.contains(KafkaPort.Kind.FOREIGN)) {
      return new KafkaAccessException(
          "What listens at %s is not Kafka, or wants TLS: check KAFKA_BOOTSTRAP_SERVERS and KAFKA_SECURITY_PROTOCOL=%s"
              .formatted(servers, settings.securityProtocol()),
          null);
    }
    return new KafkaAccessException(
        "Kafka at %s does not answer (for %d s): check KAFKA_BOOTSTRAP_SERVERS, and that the brokers run"
            .formatted(servers, patience.toSeconds()),
        null,
        true);
  }
}
