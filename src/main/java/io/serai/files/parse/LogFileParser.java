package io.serai.files.parse;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.regex.Pattern;

/**
 * Counts a log as a text, and its lines of each level; tells the first and the last time seen, as
 * they are written there. Blank lines are lines, too. Stateless.
 */
final class LogFileParser implements FileParser {

  private static final Pattern NAMES = Pattern.compile("(?s).*\\.log([.-][0-9][0-9-]*)?");

  @Override
  public String name() {
    return "log";
  }

  @Override
  public boolean accepts(String fileName) {
    return NAMES.matcher(fileName).matches();
  }

  @Override
  public void parse(InputStream source, OutputStream result, ParseOptions options)
      throws IOException {
    TextReader text = new TextReader(source);
    LogLines lines = new LogLines();
    TextCount count = new TextCount(text, lines);
    count.read();
    ResultJson.write(
        result,
        text,
        json -> {
          count.write(json);
          lines.write(json);
        });
  }
}
