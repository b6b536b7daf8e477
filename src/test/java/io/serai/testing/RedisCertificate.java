package io.serai.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import redis.clients.jedis.SslOptions;
import redis.clients.jedis.SslVerifyMode;

/** A self-signed certificate for one address, in the forms that Redis and Java read. */
public final class RedisCertificate {

  private static final String PKCS12 = "PKCS12";

  private final Path certificate;
  private final Path key;
  private final Path trusted;

  /**
   * @param name as in a certificate: {@code ip:127.0.0.1} or {@code dns:host}
   */
  public RedisCertificate(Path folder, String name) throws IOException, GeneralSecurityException {
    Certificates certificates = new Certificates(folder);
    Path pair = certificates.keyPair("redis", name);
    certificate = certificates.pem(pair, folder.resolve("redis.crt"), false);
    key = Files.writeString(folder.resolve("redis.key"), certificates.key(pair));
    trusted = certificates.trusting(pair, PKCS12, "trusted.p12");
  }

  /** Lines of Redis's configuration; the plain port stays open beside the other. */
  public String[] configuration() {
    return new String[] {
      "tls-port {other}",
      "tls-cert-file " + certificate,
      "tls-key-file " + key,
      "tls-auth-clients no"
    };
  }

  /** A client's TLS that trusts this certificate and no other. */
  public SslOptions trusting() {
    return SslOptions.builder()
        .truststore(trusted.toFile(), Certificates.PASSWORD.toCharArray())
        .trustStoreType(PKCS12)
        .sslVerifyMode(SslVerifyMode.FULL)
        .build();
  }
}
