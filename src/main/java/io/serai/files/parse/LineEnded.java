package io.serai.files.parse;

import java.io.IOException;
import java.io.Reader;

/**
 * Ends a text with one more line feed, so that every record of CSV is complete before the end; one
 * that is not has a quotation mark that nobody closed. For one thread.
 */
final class LineEnded extends Reader {

  private final Reader text;
  private boolean lineFeedSent;
  private boolean ended;

  LineEnded(Reader text) {
    this.text = text;
  }

  /** Whether even the added line feed has been followed by the end. */
  boolean ended() {
    return ended;
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    int count = lineFeedSent ? -1 : text.read(target, offset, length);
    if (count >= 0 || length == 0) {
      return count;
    }
    if (lineFeedSent) {
      ended = true;
      return -1;
    }
    lineFeedSent = true;
    target[offset] = '\n';
    return 1;
  }

  @Override
  public void close() throws IOException {
    text.close();
  }
}
