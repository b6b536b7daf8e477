package io.serai.files.parse;

import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.config.SettingsException;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All parsers of the files line, and the choice among them: FILES_PARSER when it names one; else
 * the first own parser that accepts the file's name; else a built-in by the name's ending; else one
 * by the file's first bytes. Thread-safe as long as own parsers are. Close it last: own parsers
 * load classes from their jars while they work.
 */
public final class FileParsers implements AutoCloseable {

  private static final String AUTO = "auto";
  private static final FileParser COPY = new CopyParser();
  private static final List<FileParser> BUILT_IN =
      List.of(
          new CsvFileParser(),
          new JsonFileParser(),
          new JsonLinesParser(),
          new LogFileParser(),
          new TextFileParser(),
          COPY);

  private final OwnParsers own;
  private final FileParser forced;
  private final ParseOptions options;

  private FileParsers(OwnParsers own, FileParser forced, ParseOptions options) {
    this.own = own;
    this.forced = forced;
    this.options = options;
  }

  /**
   * Reads FILES_PARSER, DBC_FACTORY, FILES_PARSERS_DIR, FILES_MAX_LINE and FILES_MAX_EXPANSION.
   *
   * @param files that are parsed at a time, at the most
   * @throws SettingsException when a parser, a factory or the folder cannot be used, saying which
   *     parsers there are
   */
  public static FileParsers of(Settings settings, int files) {
    ParseOptions options = ParseOptions.of(settings, files);
    OwnParsers own = OwnParsers.of(settings);
    try {
      return new FileParsers(own, forced(settings.text(Setting.FILES_PARSER), own), options);
    } catch (SettingsException e) {
      own.close();
      throw e;
    }
  }

  private static FileParser forced(String name, OwnParsers own) {
    if (name.isEmpty() || name.equalsIgnoreCase(AUTO)) {
      return null;
    }
    List<FileParser> all = Stream.concat(own.parsers().stream(), BUILT_IN.stream()).toList();
    return all.stream()
        .filter(parser -> parser.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new SettingsException(
                    "FILES_PARSER=%s: there is no such parser; it may be auto, %s"
                        .formatted(
                            name,
                            all.stream().map(FileParser::name).collect(Collectors.joining(", ")))));
  }

  /**
   * The parser of a file that has to be on disk first, when such a one is chosen.
   *
   * @param key the object's key; only its last part counts
   */
  public Optional<LocalFileParser> localParser(String key) {
    return chosen(FileName.of(key))
        .filter(LocalFileParser.class::isInstance)
        .map(LocalFileParser.class::cast);
  }

  /**
   * Parses one file with the parser that is chosen for it. Files packed with gzip, told by their
   * name or first bytes, are unpacked first, but for the parser {@code copy}. Closes neither
   * stream; flushes the result. The result is worthless when an exception is thrown.
   *
   * @param key the object's key; only its last part counts
   * @return the parser's name
   * @throws InvalidFileException when the file is at fault
   * @throws UnsupportedOperationException when {@link #localParser} has one for this key
   * @throws IOException when a stream breaks
   */
  public String parse(String key, InputStream source, OutputStream result) throws IOException {
    FileName name = FileName.of(key);
    FileParser parser = chosen(name).orElse(null);
    if (parser == COPY) {
      // unwrapped, as streams that know each other may take a shorter way
      parser.parse(source, result, options);
      return parser.name();
    }
    OutputStream target = new OpenOutput(result);
    InputStream packed = new BufferedInputStream(new OpenInput(source), TextReader.WINDOW);
    if (isGzip(packed, name)) {
      try (Gunzip content = Gunzip.open(packed, options.maxExpansion())) {
        parser = parse(name, parser, new BufferedInputStream(content, TextReader.WINDOW), target);
      }
    } else {
      parser = parse(name, parser, packed, target);
    }
    result.flush();
    return parser.name();
  }

  private FileParser parse(
      FileName name, FileParser chosen, InputStream content, OutputStream result)
      throws IOException {
    FileParser parser = chosen != null ? chosen : builtIn(name, content);
    parser.parse(content, result, options);
    return parser;
  }

  private Optional<FileParser> chosen(FileName name) {
    if (forced != null) {
      return Optional.of(forced);
    }
    return own.parsers().stream().filter(parser -> parser.accepts(name.plain())).findFirst();
  }

  /** By name, by content else; JSON Lines is told by content even when it is named .json. */
  private FileParser builtIn(FileName name, InputStream content) throws IOException {
    Optional<FileParser> named =
        BUILT_IN.stream().filter(parser -> parser.accepts(name.plain())).findFirst();
    if (named.isPresent() && !named.get().name().equals("json")) {
      return named.get();
    }
    ContentLook look = new ContentLook(peek(content, ContentLook.BYTES), options);
    String best = named.isEmpty() ? look.parser() : look.isJsonLines() ? "jsonl" : "json";
    return BUILT_IN.stream().filter(parser -> parser.name().equals(best)).findFirst().orElseThrow();
  }

  private static boolean isGzip(InputStream packed, FileName name) throws IOException {
    byte[] head = peek(packed, 2);
    boolean gzip = Magic.GZIP.begins(head, head.length);
    if (name.packed() && head.length == 0) {
      throw InvalidFileException.emptyFile();
    }
    if (name.packed() && !gzip) {
      throw new InvalidFileException(
          "BAD_GZIP",
          "the file is no gzip although its name ends in .gz: store it without .gz in its name, or"
              + " pack it");
    }
    return gzip;
  }

  private static byte[] peek(InputStream stream, int count) throws IOException {
    stream.mark(count);
    byte[] head = stream.readNBytes(count);
    stream.reset();
    return head;
  }

  /** Closes the jars of own parsers. */
  @Override
  public void close() {
    own.close();
  }

  /** Stays open when a parser closes it. */
  private static final class OpenInput extends FilterInputStream {

    OpenInput(InputStream in) {
      super(in);
    }

    @Override
    public void close() {
      // the source is its opener's
    }
  }

  /** Stays open when a parser closes it. */
  private static final class OpenOutput extends FilterOutputStream {

    OpenOutput(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      out.flush();
    }
  }
}
