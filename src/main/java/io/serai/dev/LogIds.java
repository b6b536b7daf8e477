package io.serai.dev;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Makes ids in the form of {@code X-Tt-Logid}: the time in China to the second and 20 hexadecimal
 * digits, for instance {@code 20240708143040790E78F9318B35A2910B}. Used on the event loop only.
 */
final class LogIds {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT).withZone(ZoneOffset.ofHours(8));
  private static final char[] HEX = "0123456789ABCDEF".toCharArray();

  private final char[] id = new char[34];
  private long second = -1;
  private long count;

  String next() {
    long now = System.currentTimeMillis() / 1000;
    if (now != second) {
      second = now;
      TIME.format(Instant.ofEpochSecond(now)).getChars(0, 14, id, 0);
    }
    long scattered = Regime.mix(++count);
    for (int i = 0; i < 4; i++) {
      id[14 + i] = HEX[(int) (count >>> 12 - 4 * i) & 15];
    }
    for (int i = 0; i < 16; i++) {
      id[18 + i] = HEX[(int) (scattered >>> 60 - 4 * i) & 15];
    }
    return new String(id);
  }
}
