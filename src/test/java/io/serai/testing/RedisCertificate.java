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
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;

/** A self-signed certificate for one address, in the forms that Redis and Java read. */
public final class RedisCertificate {

  private static final String PASSWORD = "test-password";
  private static final String ALIAS = "redis";

  private final Path folder;

  /**
   * @param name as in a certificate: {@code ip:127.0.0.1} or {@code dns:host}
   */
  public RedisCertificate(Path folder, String name) throws IOException, GeneralSecurityException {
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
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, PASSWORD.toCharArray());
    }
    Files.writeString(
        folder.resolve("redis.crt"),
        block("CERTIFICATE", store.getCertificate(ALIAS).getEncoded()));
    Files.writeString(
        folder.resolve("redis.key"),
        block("PRIVATE KEY", store.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded()));
    keytool(
        "-importcert",
        "-noprompt",
        "-alias",
        ALIAS,
        "-file",
        folder.resolve("redis.crt").toString(),
        "-storetype",
        "PKCS12",
        "-keystore",
        folder.resolve("trusted.p12").toString());
  }

  /** Lines of Redis's configuration; the plain port stays open beside the other. */
  public String[] configuration() {
    return new String[] {
      "tls-port {other}",
      "tls-cert-file " + folder.resolve("redis.crt"),
      "tls-key-file " + folder.resolve("redis.key"),
      "tls-auth-clients no"
    };
  }

  /** A client's TLS that trusts this certificate and no other. */
  public SslOptions trusting() {
    return SslOptions.builder()
        .truststore(folder.resolve("trusted.p12").toFile(), PASSWORD.toCharArray())
        .trustStoreType("PKCS12")
        .sslVerifyMode(SslVerifyMode.FULL)
        .build();
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
