package io.serai.files.parse;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;

/**
 * Reads text of an encoding that is not known beforehand, in one pass and constant memory. As long
 * as there is only ASCII the encoding stays open; the 64 KiB from the first other byte on settle
 * it. Bytes that are no character become U+FFFD and are counted; many of them refuse the file, as
 * does one zero character, wherever it is. Closing it does not close the source. For one thread.
 */
final class TextReader extends Reader {

  static final int WINDOW = 1 << 16;

  private final InputStream source;
  private final byte[] bytes = new byte[WINDOW];
  private final char[] chars = new char[WINDOW];
  private int from;
  private int to;
  private int next;
  private int filled;
  private long read;
  private long characters;
  private long undecodable;
  private boolean begun;
  private boolean ended;
  private CharsetDecoder decoder;

  TextReader(InputStream source) {
    this.source = source;
  }

  /** The first characters, 64 Ki at the most; to be asked for before anything is read. */
  String head() throws IOException {
    return available() ? new String(chars, next, filled - next) : "";
  }

  /** The encoding's name, as far as read; US-ASCII while nothing else came. */
  String encoding() {
    return decoder == null ? "US-ASCII" : decoder.charset().name();
  }

  /** Bytes read so far. */
  long bytes() {
    return read;
  }

  /** Byte sequences that are no character of the encoding. */
  long undecodable() {
    return undecodable;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!available()) {
      return -1;
    }
    int count = Math.min(length, filled - next);
    System.arraycopy(chars, next, target, offset, count);
    next += count;
    return count;
  }

  @Override
  public void close() {
    // the source is its opener's
  }

  private boolean available() throws IOException {
    if (!begun) {
      begin();
    }
    while (next == filled) {
      if (from == to && ended) {
        return false;
      }
      next = 0;
      filled = 0;
      if (from == to) {
        readMore(1);
      }
      if (decoder == null) {
        ascii();
      }
      if (decoder != null) {
        decode();
      }
      characters += filled;
    }
    return true;
  }

  private void begin() throws IOException {
    begun = true;
    readMore(WINDOW);
    Charset unicode = CharsetGuess.unicode(bytes, to);
    if (unicode == null) {
      refuseBinary();
      return;
    }
    decoder = unicode.newDecoder();
    from = CharsetGuess.markLength(bytes, to);
  }

  /** Moves what is left to the begin of the buffer and reads until it holds that many, or ends. */
  private void readMore(int least) throws IOException {
    System.arraycopy(bytes, from, bytes, 0, to - from);
    to -= from;
    from = 0;
    while (to < least && !ended) {
      int count = source.read(bytes, to, WINDOW - to);
      ended = count < 0;
      to += Math.max(0, count);
      read += Math.max(0, count);
    }
  }

  private void ascii() throws IOException {
    int i = from;
    while (i < to && bytes[i] > 0) {
      chars[filled++] = (char) bytes[i++];
    }
    from = i;
    if (from < to && bytes[from] == 0) {
      throw zero("byte " + (read - to + from + 1));
    }
    if (from < to) {
      readMore(WINDOW);
      decoder = CharsetGuess.of(bytes, from, to, ended).newDecoder();
    }
  }

  private void decode() throws IOException {
    ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
    int decodedFrom = filled;
    CharBuffer out = CharBuffer.wrap(chars, filled, chars.length - filled);
    CoderResult outcome = decoder.decode(in, out, ended);
    while (outcome.isError() && out.hasRemaining()) {
      out.put('\uFFFD');
      in.position(in.position() + outcome.length());
      undecodable++;
      outcome = decoder.decode(in, out, ended);
    }
    from = in.position();
    filled = out.position();
    refuseZeros(decodedFrom);
    long decoded = characters + filled;
    if (undecodable > 100 && undecodable * 10 > decoded || ended && undecodable * 2 > decoded) {
      throw notText("too many bytes are no text in " + encoding());
    }
    if (filled == 0 && !ended) {
      readMore(to - from + 1);
    }
  }

  private void refuseBinary() throws InvalidFileException {
    int controls = 0;
    for (int i = 0; i < to; i++) {
      int b = bytes[i];
      if (b == 0) {
        throw zero("byte " + (i + 1));
      }
      controls += b > 0 && b < 7 || b > 13 && b < 32 && b != 26 && b != 27 ? 1 : 0;
    }
    if (controls * 50L > to) {
      throw notText("%d of its first %d bytes are control characters".formatted(controls, to));
    }
    if (Magic.of(bytes, to).filter(Magic::sure).isPresent()) {
      throw notText("its first bytes say so");
    }
  }

  private void refuseZeros(int start) throws InvalidFileException {
    for (int i = start; i < filled; i++) {
      if (chars[i] == 0) {
        throw zero("character " + (characters + i + 1));
      }
    }
  }

  private InvalidFileException zero(String place) {
    return notText(place + " is zero", " without zero bytes");
  }

  private InvalidFileException notText(String why) {
    return notText(why, "");
  }

  private InvalidFileException notText(String why, String how) {
    boolean atBegin = read == to;
    String what =
        Magic.of(bytes, atBegin ? to : 0).map(magic -> ": it is " + magic.description()).orElse("");
    return new InvalidFileException(
        "NOT_TEXT",
        ("the file is no text%s (%s). Save it as text in UTF-8 or GB18030%s, name it as what it is,"
                + " or set FILES_PARSER")
            .formatted(what, why, how));
  }
}
