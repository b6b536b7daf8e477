package io.serai.files;

import io.serai.dev.EmbeddedKafka;
import io.serai.dev.TestServers;
import io.serai.testing.Certificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/**
 * A broker with a listener for each protocol. The user {@code admin} and those without a name may
 * do everything, the user {@code guest} nothing; both have the same password.
 */
final class SecureKafka implements AutoCloseable {

  static final String PASSWORD = "p\"a\\ss; wörd='";

  private static final List<String> PROTOCOLS =
      List.of("PLAINTEXT", "SASL_PLAINTEXT", "SSL", "SASL_SSL");

  private final Path folder;
  private final Map<String, Integer> ports = new HashMap<>();
  private EmbeddedKafka broker;

  private SecureKafka(Path folder) {
    this.folder = folder;
  }

  static SecureKafka start(Path folder) throws Exception {
    SecureKafka kafka = new SecureKafka(folder);
    for (String protocol : PROTOCOLS) {
      kafka.ports.put(protocol, freePort());
    }
    kafka.broker =
        TestServers.kafka(
            folder.resolve("broker"), kafka.ports.get("PLAINTEXT"), kafka.properties());
    kafka.makeUsers();
    return kafka;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private Map<String, String> properties() throws Exception {
    Certificates certificates = new Certificates(folder);
    Path server = certificates.keyPair("server");
    Path client = certificates.keyPair("client");
    certificates.pem(server, trustPem(), false);
    certificates.pem(client, clientPem(), true);
    certificates.trusting(server, "JKS", trustJks().getFileName().toString());
    Path clients = certificates.trusting(client, "PKCS12", "clients.p12");
    int controller = freePort();
    String all =
        PROTOCOLS.stream().map(p -> p + "://" + address(p)).reduce((a, b) -> a + "," + b).get();
    Map<String, String> properties = new HashMap<>();
    properties.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
    properties.put("listeners", all + ",CONTROLLER://127.0.0.1:" + controller);
    properties.put("advertised.listeners", all);
    properties.put("ssl.keystore.location", server.toString());
    properties.put("ssl.keystore.password", Certificates.PASSWORD);
    properties.put("ssl.keystore.type", "PKCS12");
    properties.put("ssl.truststore.location", clients.toString());
    properties.put("ssl.truststore.password", Certificates.PASSWORD);
    properties.put("ssl.truststore.type", "PKCS12");
    properties.put("listener.name.ssl.ssl.client.auth", "required");
    properties.put(
        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
    properties.put("super.users", "User:ANONYMOUS;User:admin;User:CN=client");
    logins(properties, "sasl_plaintext");
    logins(properties, "sasl_ssl");
    return properties;
  }

  private static void logins(Map<String, String> properties, String listener) {
    String prefix = "listener.name." + listener + ".";
    String security = "org.apache.kafka.common.security.";
    String password = PASSWORD.replace("\\", "\\\\").replace("\"", "\\\"");
    properties.put(prefix + "sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512");
    properties.put(
        prefix + "plain.sasl.jaas.config",
        security
            + "plain.PlainLoginModule required user_admin=\"%s\" user_guest=\"%s\";"
                .formatted(password, password));
    for (String mechanism : List.of("scram-sha-256", "scram-sha-512")) {
      properties.put(
          prefix + mechanism + ".sasl.jaas.config", security + "scram.ScramLoginModule required;");
    }
  }

  private void makeUsers() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", address("PLAINTEXT")))) {
      for (ScramMechanism mechanism :
          List.of(ScramMechanism.SCRAM_SHA_256, ScramMechanism.SCRAM_SHA_512)) {
        admin
            .alterUserScramCredentials(
                List.of(
                    new UserScramCredentialUpsertion(
                        "admin", new ScramCredentialInfo(mechanism, 4096), PASSWORD)))
            .all()
            .get();
      }
    }
  }

  String address(String protocol) {
    return "127.0.0.1:" + ports.get(protocol);
  }

  Path trustPem() {
    return folder.resolve("trust.pem");
  }

  Path trustJks() {
    return folder.resolve("trust.jks");
  }

  Path clientPem() {
    return folder.resolve("client.pem");
  }

  Path clientStore() {
    return folder.resolve("client.p12");
  }

  @Override
  public void close() {
    broker.close();
  }
}
