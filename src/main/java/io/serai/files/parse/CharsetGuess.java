package io.serai.files.parse;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Set;
import org.mozilla.universalchardet.UniversalDetector;

/**
 * Which encoding bytes are in. UTF-8 when they are valid as such, but for a few; else what
 * Mozilla's detector says, but GB18030 for short texts that read as everyday Chinese, where the
 * detector errs, and windows-1251 for what it takes for the Macintosh's Cyrillic.
 */
final class CharsetGuess {

  static final Charset GB18030 = Charset.forName("GB18030");
  private static final Set<String> SUBSETS = Set.of("GB18030", "GBK", "GB2312", "HZ-GB-2312");
  private static final int SHORT = 64;

  private CharsetGuess() {}

  /** A byte order mark's encoding, or UTF-16 told by its zero bytes; null when it is neither. */
  static Charset unicode(byte[] head, int length) {
    int mark = markLength(head, length);
    if (mark == 4) {
      return Charset.forName(head[0] == 0 ? "UTF-32BE" : "UTF-32LE");
    }
    if (mark == 3) {
      return StandardCharsets.UTF_8;
    }
    if (mark == 2) {
      return head[0] == (byte) 0xFE ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE;
    }
    return new Utf16Guess(head, length).charset();
  }

  /** Bytes of the byte order mark at the begin; 0 when there is none. */
  static int markLength(byte[] head, int length) {
    if (starts(head, length, 0xFF, 0xFE, 0, 0) || starts(head, length, 0, 0, 0xFE, 0xFF)) {
      return 4;
    }
    if (starts(head, length, 0xEF, 0xBB, 0xBF)) {
      return 3;
    }
    return starts(head, length, 0xFF, 0xFE) || starts(head, length, 0xFE, 0xFF) ? 2 : 0;
  }

  private static boolean starts(byte[] head, int length, int... mark) {
    if (length < mark.length) {
      return false;
    }
    for (int i = 0; i < mark.length; i++) {
      if ((head[i] & 0xFF) != mark[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * The encoding of bytes of which the first is not ASCII.
   *
   * @param last whether the file ends with them; a character may be cut off otherwise
   */
  static Charset of(byte[] bytes, int from, int to, boolean last) {
    Decoded utf8 = decode(StandardCharsets.UTF_8, bytes, from, to, last);
    if (utf8.bad == 0 || utf8.foreign() >= 3L * utf8.bad) {
      return StandardCharsets.UTF_8;
    }
    Charset detected = detected(bytes, from, to);
    if (GB18030.equals(detected)) {
      return detected;
    }
    boolean doubtful = detected == null || foreignBytes(bytes, from, to) < SHORT || latin(detected);
    if (doubtful && decode(GB18030, bytes, from, to, last).everydayChinese()) {
      return GB18030;
    }
    return detected != null ? detected : fallback(bytes, from, to, last);
  }

  private static boolean latin(Charset charset) {
    return charset.name().startsWith("windows-125") || charset.name().startsWith("ISO-8859");
  }

  private static Charset fallback(byte[] bytes, int from, int to, boolean last) {
    Decoded chinese = decode(GB18030, bytes, from, to, last);
    return chinese.bad * 20L <= chinese.foreign() ? GB18030 : Charset.forName("windows-1252");
  }

  private static Charset detected(byte[] bytes, int from, int to) {
    UniversalDetector detector = new UniversalDetector();
    detector.handleData(bytes, from, to - from);
    detector.dataEnd();
    String name = detector.getDetectedCharset();
    if (name == null || SUBSETS.contains(name)) {
      return name == null ? null : GB18030;
    }
    try {
      Charset charset = Charset.forName(name.equals("MACCYRILLIC") ? "windows-1251" : name);
      return StandardCharsets.UTF_8.equals(charset) ? null : charset;
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      return null;
    }
  }

  private static int foreignBytes(byte[] bytes, int from, int to) {
    int count = 0;
    for (int i = from; i < to; i++) {
      count += bytes[i] < 0 ? 1 : 0;
    }
    return count;
  }

  static boolean firstLevel(char c) {
    if (c >= 0x3000 && c <= 0x303F || c >= 0xFF00 && c <= 0xFFEF) {
      return true;
    }
    ByteBuffer code = GB18030.encode(String.valueOf(c));
    int lead = code.get(0) & 0xFF;
    return code.limit() == 2 && lead >= 0xB0 && lead <= 0xD7 && (code.get(1) & 0xFF) >= 0xA1;
  }

  static Decoded decode(Charset charset, byte[] bytes, int from, int to, boolean last) {
    CharsetDecoder decoder = charset.newDecoder();
    ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
    CharBuffer out = CharBuffer.allocate(to - from + 2);
    int bad = 0;
    CoderResult outcome = decoder.decode(in, out, last);
    while (outcome.isError()) {
      bad++;
      in.position(in.position() + outcome.length());
      outcome = decoder.decode(in, out, last);
    }
    return new Decoded(out.flip().toString(), bad);
  }

  /**
   * Bytes read in some encoding.
   *
   * @param bad byte sequences that are no character of it
   */
  record Decoded(String text, int bad) {

    long foreign() {
      return text.chars().filter(c -> c >= 0x80).count();
    }

    /** Whether all of it is text, of characters that there are. */
    boolean readable() {
      return bad == 0 && !text.isEmpty() && text.codePoints().allMatch(Decoded::isReadable);
    }

    private static boolean isReadable(int c) {
      return Character.isDefined(c) && (!Character.isISOControl(c) || Character.isWhitespace(c));
    }

    /** Besides ASCII, mostly the 3755 hanzi of GB 2312's first level and full-width marks. */
    boolean everydayChinese() {
      long common = text.chars().filter(c -> c >= 0x80 && firstLevel((char) c)).count();
      long foreign = foreign();
      return bad == 0 && foreign > 0 && common * 10 >= foreign * 7;
    }
  }
}
