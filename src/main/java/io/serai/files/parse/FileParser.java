package io.serai.files.parse;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Turns one file into one result while it streams through. Own parsers implement this and are found
 * by {@link java.util.ServiceLoader} in the jars of FILES_PARSERS_DIR, or are named by DBC_FACTORY.
 *
 * <p>One instance parses many files, several at once on different threads: an implementation has no
 * state, or is thread-safe.
 */
public interface FileParser {

  /** What FILES_PARSER and the processing log call it, such as {@code csv}; never blank. */
  String name();

  /**
   * Whether it wants a file, judged by its name alone.
   *
   * @param fileName the last part of the key in lower case, without a {@code .gz} at its end
   */
  boolean accepts(String fileName);

  /**
   * Parses one file. Neither stream need be closed: who called closes them, and closing them here
   * does no harm.
   *
   * @param source the file's bytes, already unpacked when they were packed with gzip
   * @param result takes the result; what was written before an exception is thrown away
   * @param options the limits to keep to
   * @throws InvalidFileException when the file itself is at fault, so that trying again is of no
   *     use
   * @throws IOException when a stream breaks
   */
  void parse(InputStream source, OutputStream result, ParseOptions options) throws IOException;
}
