package io.serai.files.parse;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Tells UTF-16 without a byte order mark by its zero bytes, and keeps it apart from other text into
 * which a few zeros strayed. Looks at the begin of a file; for one thread.
 */
final class Utf16Guess {

  private static final int SAMPLE = 4096;
  private static final byte KANA = 0x30;
  private static final String DELIMITERS = "\n\r\t,;| ";

  private final byte[] head;
  private final int length;
  private final boolean even;
  private final int high;
  private final int zeros;
  private final int zerosElsewhere;

  /**
   * @param head the file's first bytes
   * @param count how many, all of the file or an even number
   */
  Utf16Guess(byte[] head, int count) {
    this.head = head;
    length = Math.min(SAMPLE, count) & ~1;
    even = count % 2 == 0;
    int first = zeros(0);
    int second = zeros(1);
    high = second > first ? 1 : 0;
    zeros = Math.max(first, second);
    zerosElsewhere = Math.min(first, second);
  }

  private int zeros(int side) {
    int count = 0;
    for (int i = side; i < length; i += 2) {
      count += head[i] == 0 ? 1 : 0;
    }
    return count;
  }

  /** The encoding; null when it is not UTF-16, or holds no zeros. */
  Charset charset() {
    // ASCII has its zeros on one side, but some everyday hanzi, such as U+4E00, on the other
    if (zeros == 0 || zerosElsewhere * 2 > zeros) {
      return null;
    }
    Charset likely = high == 1 ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
    CharsetGuess.Decoded text = CharsetGuess.decode(likely, head, 0, length, false);
    return text.readable() && fits(text) ? likely : null;
  }

  private boolean fits(CharsetGuess.Decoded text) {
    int pairs = length / 2;
    if (zeros * 4 >= pairs * 3) {
      return true;
    }
    if (!even) {
      return false;
    }
    if (text.everydayChinese() && (zeros * 2 >= pairs || !isAscii())) {
      return true;
    }
    return zerosBesideDelimiters() > 1 && !isBytewise() && !isMostlyAscii();
  }

  private boolean isAscii() {
    for (int i = 0; i < length; i++) {
      if (head[i] < 0) {
        return false;
      }
    }
    return true;
  }

  private int zerosBesideDelimiters() {
    int count = 0;
    for (int i = 0; i < length; i += 2) {
      count += head[i + high] == 0 && DELIMITERS.indexOf(head[i + 1 - high]) >= 0 ? 1 : 0;
    }
    return count;
  }

  /** Whether it reads well as UTF-8 or as Chinese when its zeros are passed over. */
  private boolean isBytewise() {
    byte[] others = new byte[length];
    int count = 0;
    for (int i = 0; i < length; i++) {
      if (head[i] != 0) {
        others[count++] = head[i];
      }
    }
    return CharsetGuess.decode(StandardCharsets.UTF_8, others, 0, count, false).readable()
        || CharsetGuess.decode(CharsetGuess.GB18030, others, 0, count, false).everydayChinese();
  }

  /** Whether most pairs without a zero are two letters, digits or marks of ASCII, and no kana. */
  private boolean isMostlyAscii() {
    int ascii = 0;
    for (int i = 0; i < length; i += 2) {
      boolean both = isAsciiText(head[i]) && isAsciiText(head[i + 1]);
      ascii += both && head[i + high] != KANA ? 1 : 0;
    }
    return ascii * 3 > (length / 2 - zeros) * 2;
  }

  private static boolean isAsciiText(byte b) {
    return b >= ' ' || b == '\n' || b == '\r' || b == '\t';
  }
}
