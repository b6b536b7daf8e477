package io.serai.files;

import io.serai.config.Setting;
import io.serai.config.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;

/** A file of certificates as two settings give it; the end of its name says what it is. */
record KafkaStore(Setting location, Path file, Setting passwordSetting, String password) {

  private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----";
  private static final String KEY = "-----BEGIN PRIVATE KEY-----";
  private static final String ENCRYPTED_KEY = "-----BEGIN ENCRYPTED PRIVATE KEY-----";

  static Optional<KafkaStore> trust(Settings settings) {
    return of(
        settings, Setting.KAFKA_SSL_TRUSTSTORE_LOCATION, Setting.KAFKA_SSL_TRUSTSTORE_PASSWORD);
  }

  static Optional<KafkaStore> key(Settings settings) {
    return of(settings, Setting.KAFKA_SSL_KEYSTORE_LOCATION, Setting.KAFKA_SSL_KEYSTORE_PASSWORD);
  }

  private static Optional<KafkaStore> of(Settings settings, Setting location, Setting password) {
    return settings
        .optional(location)
        .map(file -> new KafkaStore(location, Path.of(file), password, settings.text(password)));
  }

  /** As Kafka names it; empty when the name ends otherwise. */
  Optional<String> type() {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "pem", "crt", "cer" -> Optional.of("PEM");
      case "p12", "pfx" -> Optional.of("PKCS12");
      case "jks" -> Optional.of("JKS");
      default -> Optional.empty();
    };
  }

  /** Why it cannot be used, with the way to mend it. */
  Optional<String> fault(boolean holdsKey, String keyPassword) {
    String named = location + "=" + file;
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      return Optional.of(named + " is not a file that can be read: mount it, or mend the path");
    }
    if (type().isEmpty()) {
      return Optional.of(named + " must end in .pem, .p12, .pfx or .jks, to tell what it is");
    }
    boolean pem = type().get().equals("PEM");
    if (pem && !password.isEmpty()) {
      return Optional.of(
          passwordSetting
              + " is set but a PEM file has none: unset it"
              + (holdsKey ? ", and use KAFKA_SSL_KEY_PASSWORD for an encrypted key" : ""));
    }
    if (!pem && holdsKey && password.isEmpty()) {
      return Optional.of(passwordSetting + " is missing: " + named + " needs it");
    }
    try {
      return pem ? pemFault(named, holdsKey, keyPassword) : storeFault(named, holdsKey);
    } catch (IOException | GeneralSecurityException e) {
      return Optional.of(
          "%s cannot be opened: %s; check %s".formatted(named, e.getMessage(), passwordSetting));
    }
  }

  private Optional<String> pemFault(String named, boolean holdsKey, String keyPassword)
      throws IOException {
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    if (!text.contains(CERTIFICATE)) {
      return Optional.of(named + " holds no certificate (" + CERTIFICATE + ")");
    }
    if (holdsKey && !text.contains(KEY) && !text.contains(ENCRYPTED_KEY)) {
      return Optional.of(
          named
              + " holds no private key in PKCS #8 form ("
              + KEY
              + "): put it before the certificates; openssl pkcs8 -topk8 converts other forms");
    }
    boolean encrypted = text.contains(ENCRYPTED_KEY);
    if (!holdsKey || encrypted != keyPassword.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        encrypted
            ? "KAFKA_SSL_KEY_PASSWORD is missing: the key in " + file + " is encrypted"
            : "KAFKA_SSL_KEY_PASSWORD is set but the key in " + file + " is plain: unset it");
  }

  private Optional<String> storeFault(String named, boolean holdsKey)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(type().orElseThrow());
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, password.isEmpty() ? null : password.toCharArray());
    }
    int wanted = 0;
    for (String alias : Collections.list(store.aliases())) {
      wanted += holdsKey == store.isKeyEntry(alias) ? 1 : 0;
    }
    if (wanted > 0) {
      return Optional.empty();
    }
    return Optional.of(
        "%s holds no %s; %s"
            .formatted(
                named,
                holdsKey ? "private key" : "trusted certificate",
                holdsKey || !password.isEmpty() ? "use another file" : "check " + passwordSetting));
  }

  /** Without the password. */
  @Override
  public String toString() {
    return location + "=" + file;
  }
}
