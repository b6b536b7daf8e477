package io.serai.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Makes keys fit into an index of PostgreSQL, whose entries are 2,704 bytes at the most. */
final class LongKeys {

  private static final int LONGEST = 500;
  private static final int READABLE = 400;

  private LongKeys() {}

  /** The key itself, or its beginning and SHA-256 when it is long or holds a NUL. */
  static String stored(String key) {
    if (key.length() <= LONGEST && key.indexOf('\0') < 0) {
      return key;
    }
    String beginning = key.substring(0, Math.min(READABLE, key.length()));
    return beginning.replace('\0', '\uFFFD') + "…" + sha256(key);
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
