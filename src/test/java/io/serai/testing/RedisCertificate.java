package io.serai.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** A self-signed certificate for one address, in the forms that Redis and Java read. */
final class RedisCertificate {

  private static final String PASSWORD = "test-password";
  private static final String ALIAS = "redis";

  private final Path folder;
  private final KeyStore store;

  /**
   * @param name as in a certificate: {@code ip:127.0.0.1} or {@code dns:host}
   */
  RedisCertificate(Path folder, String name) throws IOException, GeneralSecurityException {
    this.folder = folder;
    Path file = folder.resolve("redis.p12");
    keytool(
        "-genkeypair",
        "-alias",
        ALIAS,
        "-keyalg",
        "EC",
        "-dname",
        "CN=redis",
        "-ext",
        "san=" + name,
        "-validity",
        "2",
        "-storetype",
        "PKCS12",
        "-keystore",
        file.toString());
    store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    Files.writeString(
        folder.resolve("redis.crt"),
        block("CERTIFICATE", store.getCertificate(ALIAS).getEncoded()));
    Files.writeString(
        folder.resolve("redis.key"),
        block("PRIVATE KEY", store.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded()));
  }

  /** Lines of Redis's configuration; the plain port stays open beside the other. */
  String[] configuration() {
    return new String[] {
      "tls-port {other}",
      "tls-cert-file " + folder.resolve("redis.crt"),
      "tls-key-file " + folder.resolve("redis.key"),
      "tls-auth-clients no"
    };
  }

  /** Sockets that trust this certificate and no other. */
  SSLSocketFactory trusting() throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(ALIAS, store.getCertificate(ALIAS));
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context.getSocketFactory();
  }

  private static String block(String title, byte[] content) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(title, body, title);
  }

  private static void keytool(String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException("keytool: " + said);
    }
  }
}
