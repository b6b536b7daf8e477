package io.serai.files.parse;

import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;

/** A text's lines, one at a time in one buffer, none longer than allowed. For one thread. */
final class Lines {

  private final Reader text;
  private final int maxLine;
  private final char[] buffer = new char[8192];
  private int next;
  private int filled;
  private char[] line = new char[256];
  private int length;
  private long number;
  private boolean afterReturn;

  Lines(Reader text, int maxLine) {
    this.text = text;
    this.maxLine = maxLine;
  }

  /**
   * Goes to the next line; false when there is none.
   *
   * @throws InvalidFileException when the line is longer than allowed
   */
  boolean next() throws IOException {
    length = 0;
    number++;
    while (available()) {
      char c = buffer[next];
      if (c == '\n' && afterReturn) {
        next++;
        afterReturn = false;
        continue;
      }
      if (toLineEnd()) {
        return true;
      }
    }
    number -= length > 0 ? 0 : 1;
    return length > 0;
  }

  private boolean available() throws IOException {
    if (next == filled) {
      next = 0;
      filled = Math.max(0, text.read(buffer, 0, buffer.length));
    }
    return filled > 0;
  }

  /** Whether the line ended before the buffer did. */
  private boolean toLineEnd() throws InvalidFileException {
    int end = next;
    while (end < filled && buffer[end] != '\n' && buffer[end] != '\r') {
      end++;
    }
    append(end);
    if (end == filled) {
      afterReturn = false;
      next = filled;
      return false;
    }
    afterReturn = buffer[end] == '\r';
    next = end + 1;
    return true;
  }

  private void append(int end) throws InvalidFileException {
    int count = end - next;
    if (length + count > maxLine) {
      throw InvalidFileException.lineTooLong(number, maxLine, "put each object into a line");
    }
    if (length + count > line.length) {
      line = Arrays.copyOf(line, Math.max(length + count, line.length * 2));
    }
    System.arraycopy(buffer, next, line, length, count);
    length += count;
  }

  /** The line's characters, without what ends it; the next line overwrites them. */
  char[] characters() {
    return line;
  }

  int length() {
    return length;
  }

  /** The line's number, from 1; how many there were after the last. */
  long number() {
    return number;
  }

  boolean isBlank() {
    for (int i = 0; i < length; i++) {
      if (!Character.isWhitespace(line[i])) {
        return false;
      }
    }
    return true;
  }
}
