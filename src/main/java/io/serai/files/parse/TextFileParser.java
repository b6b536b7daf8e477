package io.serai.files.parse;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.regex.Pattern;

/**
 * Counts a text's lines, words, characters and bytes. A word is what stands between blanks; a
 * character is a Unicode code point; the longest line is in characters. Blank lines are lines, too.
 * Stateless.
 */
final class TextFileParser implements FileParser {

  private static final Pattern NAMES = Pattern.compile("(?s).*\\.(txt|text|md)");

  @Override
  public String name() {
    return "text";
  }

  @Override
  public boolean accepts(String fileName) {
    return NAMES.matcher(fileName).matches();
  }

  @Override
  public void parse(InputStream source, OutputStream result, ParseOptions options)
      throws IOException {
    TextReader text = new TextReader(source);
    TextCount count = new TextCount(text, (head, length) -> {});
    count.read();
    ResultJson.write(result, text, count::write);
  }
}
