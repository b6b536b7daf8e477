package io.serai.files.parse;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * Counts lines, words and characters of a text in constant memory, however long its lines are.
 * Hands on each line's begin. For one thread.
 */
final class TextCount {

  private static final int HEAD = 512;

  private final TextReader text;
  private final LineWatch watch;
  private final char[] head = new char[HEAD];
  private int headLength;
  private long lines;
  private long words;
  private long characters;
  private long longest;
  private long inLine;
  private boolean inWord;
  private boolean afterReturn;

  TextCount(TextReader text, LineWatch watch) {
    this.text = text;
    this.watch = watch;
  }

  /**
   * Reads the text to its end.
   *
   * @throws InvalidFileException when there is not one character
   */
  void read() throws IOException {
    char[] buffer = new char[8192];
    for (int count = text.read(buffer, 0, buffer.length);
        count >= 0;
        count = text.read(buffer, 0, buffer.length)) {
      for (int i = 0; i < count; i++) {
        count(buffer[i]);
      }
    }
    if (characters == 0) {
      throw InvalidFileException.emptyFile();
    }
    if (inLine > 0) {
      endLine();
    }
  }

  private void count(char c) {
    characters += Character.isLowSurrogate(c) ? 0 : 1;
    boolean blank = c <= ' ' || c >= 0x80 && Character.isWhitespace(c);
    words += !blank && !inWord ? 1 : 0;
    inWord = !blank;
    if (c == '\n' || c == '\r') {
      if (c == '\r' || !afterReturn) {
        endLine();
      }
      afterReturn = c == '\r';
      return;
    }
    afterReturn = false;
    inLine += Character.isLowSurrogate(c) ? 0 : 1;
    if (headLength < HEAD) {
      head[headLength++] = c;
    }
  }

  private void endLine() {
    lines++;
    longest = Math.max(longest, inLine);
    watch.line(head, headLength);
    inLine = 0;
    headLength = 0;
  }

  void write(JsonGenerator result) throws IOException {
    result.writeNumberField("lines", lines);
    result.writeNumberField("words", words);
    result.writeNumberField("characters", characters);
    result.writeNumberField("bytes", text.bytes());
    result.writeNumberField("longest_line", longest);
  }

  /** Is told the begin of every line. */
  @FunctionalInterface
  interface LineWatch {

    /** The characters are there during the call only. */
    void line(char[] head, int length);
  }
}
