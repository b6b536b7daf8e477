package io.serai.files.parse;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells a file's format by its first bytes, where its name does not. */
final class ContentLook {

  /** Bytes that are looked at. */
  static final int BYTES = 8192;

  private static final int LINES = 10;
  private static final int LONGEST_TOKEN = 12;
  private static final Pattern LOG =
      Pattern.compile("\\W{0,2}\\d{4}[-/]\\d{2}[-/]\\d{2}[T ]\\d{2}:\\d{2}.*");

  private final byte[] head;
  private final ParseOptions options;

  /**
   * @param head the file's first bytes, all when there are fewer than {@link #BYTES}
   */
  ContentLook(byte[] head, ParseOptions options) {
    this.head = head;
    this.options = options;
  }

  /**
   * The name of the built-in parser that fits.
   *
   * @throws InvalidFileException when the file is empty or binary
   */
  String parser() throws IOException {
    if (head.length == 0) {
      throw InvalidFileException.emptyFile();
    }
    Optional<Magic> magic = Magic.of(head, head.length).filter(Magic::sure);
    if (magic.isPresent()) {
      throw unsupported("it is " + magic.get().description());
    }
    String text = text();
    if (isJsonLines(text)) {
      return "jsonl";
    }
    if (isJson(text)) {
      return "json";
    }
    List<String> lines = wholeLines(text);
    if (!lines.isEmpty() && lines.stream().allMatch(line -> LOG.matcher(line).matches())) {
      return "log";
    }
    return isDelimited(lines) ? "csv" : "text";
  }

  /** Whether each line seems to be an object of its own, whatever the file's name. */
  boolean isJsonLines() {
    try {
      return isJsonLines(text());
    } catch (IOException e) {
      return false;
    }
  }

  private static InvalidFileException unsupported(String why) {
    return new InvalidFileException(
        "UNSUPPORTED_FORMAT",
        ("the file's format is not supported: %s. Store it as CSV, JSON, JSON Lines or text, or"
                + " give Serai an own parser (DBC_FACTORY, FILES_PARSERS_DIR)")
            .formatted(why));
  }

  private String text() throws IOException {
    try {
      return new TextReader(new ByteArrayInputStream(head)).head();
    } catch (InvalidFileException e) {
      throw unsupported(
          Magic.of(head, head.length)
              .map(magic -> "it is " + magic.description())
              .orElse("it is no text, and its name does not tell what it is"));
    }
  }

  private boolean isJsonLines(String text) {
    List<String> lines = text.lines().filter(line -> !line.isBlank()).limit(2).toList();
    return lines.size() == 2
        && lines.get(1).stripLeading().startsWith("{")
        && isWholeObject(lines.get(0));
  }

  private boolean isWholeObject(String line) {
    try (JsonParser json = Json.factory(options).createParser(line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      json.skipChildren();
      return json.currentToken() == JsonToken.END_OBJECT && json.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }

  private boolean isJson(String text) throws IOException {
    String begin = text.stripLeading();
    if (!begin.startsWith("{") && !begin.startsWith("[")) {
      return false;
    }
    try (JsonParser json = Json.factory(options).createParser(begin)) {
      while (json.nextToken() != null) {
        json.skipChildren();
      }
      return true;
    } catch (StreamConstraintsException e) {
      return true; // the parser says which limit it goes beyond
    } catch (JsonProcessingException e) {
      return head.length == BYTES
          && e.getLocation().getCharOffset() > begin.length() - LONGEST_TOKEN;
    }
  }

  private List<String> wholeLines(String text) {
    List<String> lines = text.lines().limit(LINES + 1L).toList();
    boolean cut = head.length == BYTES || lines.size() > LINES;
    return cut && lines.size() > 1 ? lines.subList(0, lines.size() - 1) : lines;
  }

  /** Prose has commas too, but seldom as many in each of three lines. */
  private static boolean isDelimited(List<String> lines) {
    if (lines.size() < 2 || lines.get(0).isBlank()) {
      return false;
    }
    Delimiter delimiter = Delimiter.of(String.join("\n", lines));
    if (delimiter.announced()) {
      return true;
    }
    char character = delimiter.character();
    long count = Delimiter.count(lines.get(0), character);
    return count > 0
        && lines.size() >= (character == ',' ? 3 : 2)
        && lines.stream()
            .filter(line -> !line.isBlank())
            .allMatch(line -> Delimiter.count(line, character) == count);
  }
}
