package io.serai.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Self-signed certificates in every kind of file that Kafka reads, made with the JDK's keytool. */
record Certificates(Path folder) {

  static final String PASSWORD = "change \"it\" \\ now";

  /** A key pair with its certificate for 127.0.0.1, in a PKCS #12 file. */
  Path keyPair(String name) throws IOException, InterruptedException {
    return keyPair(name, "ip:127.0.0.1");
  }

  /**
   * A key pair with its certificate, in a PKCS #12 file.
   *
   * @param names what it is for, as keytool takes it: {@code dns:example.com,ip:127.0.0.1}
   */
  Path keyPair(String name, String names) throws IOException, InterruptedException {
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
        "san=" + names,
        "-validity",
        "2",
        "-storetype",
        "PKCS12",
        "-keystore",
        file.toString());
    return file;
  }

  /** A store of the given type that trusts the owner of that key pair. */
  Path trusting(Path keyPair, String type, String fileName)
      throws IOException, InterruptedException, GeneralSecurityException {
    Path certificate = pem(keyPair, folder.resolve(fileName + ".crt"), false);
    Path file = folder.resolve(fileName);
    keytool(
        "-importcert",
        "-noprompt",
        "-alias",
        "peer",
        "-file",
        certificate.toString(),
        "-storetype",
        type,
        "-keystore",
        file.toString());
    return file;
  }

  /** The certificate of a key pair as text, and before it the key where it is wanted. */
  Path pem(Path keyPair, Path file, boolean withKey) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keyPair)) {
      store.load(in, PASSWORD.toCharArray());
    }
    String alias = store.aliases().nextElement();
    Certificate certificate = store.getCertificate(alias);
    Key key = store.getKey(alias, PASSWORD.toCharArray());
    String text = block("CERTIFICATE", certificate.getEncoded());
    return Files.writeString(file, withKey ? block("PRIVATE KEY", key.getEncoded()) + text : text);
  }

  private static String block(String title, byte[] content) {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(title, body, title);
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    command.addAll(List.of("-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("keytool: " + said);
    }
  }
}
