package io.serai.ledger;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Makes keys fit into an index of PostgreSQL, whose entries are 2,704 bytes at the most. Stateless.
 */
public final class LongKeys {

  private static final int LONGEST = 500;
  private static final int READABLE = 400;

  private LongKeys() {}

  /**
   * The key itself, or its beginning and SHA-256 when it has more than 500 characters or holds a
   * NUL. What this returns is returned for itself, too. Keys made from what comes from outside must
   * go through here, or one of them fails the statement of a whole batch.
   */
  public static String stored(String key) {
    if (key.length() <= LONGEST && key.indexOf('\0') < 0) {
      return storable(key);
    }
    String beginning = key.substring(0, Math.min(READABLE, key.length()));
    return storable(beginning.replace('\0', '\uFFFD')) + "…" + sha256(key);
  }

  /** As the driver sends it: halves of surrogate pairs become question marks. */
  private static String storable(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
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
