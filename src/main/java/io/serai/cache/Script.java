package io.serai.cache;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** The Lua scripts, each behind {@code turn.lua}. */
enum Script {
  ALLOW,
  CLAIM,
  EXTEND,
  FAILED,
  FINISH,
  RECORD,
  RELEASE,
  RENEW,
  STATE,
  WINDOW;

  private final byte[] text;
  private final byte[] sha;

  Script() {
    text =
        (read("turn") + "\n" + read(name().toLowerCase(Locale.ROOT)))
            .getBytes(StandardCharsets.UTF_8);
    sha = sha(text);
  }

  byte[] text() {
    return text;
  }

  /** Under which Redis keeps it. */
  byte[] sha() {
    return sha;
  }

  private static String read(String name) {
    String resource = "/redis/" + name + ".lua";
    try (InputStream in = Script.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }

  private static byte[] sha(byte[] text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest(text);
      return JobKeys.bytes(HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java has no SHA-1", e);
    }
  }
}
