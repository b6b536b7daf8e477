package io.serai.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** Self-signed certificates in every kind of file that servers and clients read. */
public record Certificates(Path folder) {

  /** Of every store. */
  public static final String PASSWORD = "change \"it\" \\ now";

  private static final String PKCS12 = "PKCS12";

  /** A key pair with its certificate for 127.0.0.1, in a PKCS #12 file. */
  public Path keyPair(String name) throws IOException {
    return keyPair(name, "ip:127.0.0.1");
  }

  /**
   * A key pair with its certificate, in a PKCS #12 file.
   *
   * @param host as in a certificate: {@code ip:127.0.0.1} or {@code dns:host}
   */
  public Path keyPair(String name, String host) throws IOException {
    Path file = folder.resolve(name + ".p12");
    keytool(
        "-genkeypair",
        "-alias",
        name,
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + name,
        "-ext",
        "san=" + host,
        "-validity",
        "2",
        "-storetype",
        PKCS12,
        "-keystore",
        file.toString(),
        "-storepass",
        PASSWORD);
    return file;
  }

  /** A store of the given type that trusts the owner of that key pair. */
  public Path trusting(Path keyPair, String type, String fileName)
      throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance(type);
    trusted.load(null, null);
    KeyStore own = read(keyPair);
    trusted.setCertificateEntry("peer", own.getCertificate(alias(own)));
    Path file = folder.resolve(fileName);
    try (OutputStream out = Files.newOutputStream(file)) {
      trusted.store(out, PASSWORD.toCharArray());
    }
    return file;
  }

  /** The certificate of a key pair as text, and before it the key where it is wanted. */
  public Path pem(Path keyPair, Path file, boolean withKey)
      throws IOException, GeneralSecurityException {
    Certificate certificate = read(keyPair).getCertificate(alias(read(keyPair)));
    String text = block("CERTIFICATE", certificate.getEncoded());
    return Files.writeString(file, withKey ? key(keyPair) + text : text);
  }

  /** The key of a key pair as text. */
  public String key(Path keyPair) throws IOException, GeneralSecurityException {
    KeyStore store = read(keyPair);
    Key key = store.getKey(alias(store), PASSWORD.toCharArray());
    return block("PRIVATE KEY", key.getEncoded());
  }

  /** TLS of a server that shows the certificate of a key pair. */
  public SSLContext showing(Path keyPair) throws IOException, GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(read(keyPair), PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static KeyStore read(Path keyPair) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(PKCS12);
    try (InputStream in = Files.newInputStream(keyPair)) {
      store.load(in, PASSWORD.toCharArray());
    }
    return store;
  }

  private static String alias(KeyStore store) throws GeneralSecurityException {
    return store.aliases().nextElement();
  }

  private static String block(String title, byte[] content) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(title, body, title);
  }

  /** The JDK has no other way to sign a certificate. */
  private static void keytool(String... arguments) throws IOException {
    Path program = Path.of(System.getProperty("java.home"), "bin", "keytool");
    ProcessBuilder builder = new ProcessBuilder(program.toString(), "-J-XX:TieredStopAtLevel=1");
    builder.command().addAll(List.of(arguments));
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException("keytool: " + said);
    }
  }
}
