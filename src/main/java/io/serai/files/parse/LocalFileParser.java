package io.serai.files.parse;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * A parser that needs its file on disk, as the guide's {@code parse_csv_file(input_path,
 * output_path)}. The same rules about threads hold as for {@link FileParser}.
 */
public interface LocalFileParser extends FileParser {

  /**
   * Parses one file.
   *
   * @param source the file as it was stored: one packed with gzip is still packed
   * @param result the file to write; it does not exist yet
   * @throws InvalidFileException when the file itself is at fault, so that trying again is of no
   *     use
   * @throws IOException when reading or writing fails
   */
  void parse(Path source, Path result) throws IOException;

  /**
   * Not offered: such a parser is asked for by {@link FileParsers#localParser}.
   *
   * @throws UnsupportedOperationException unless it is overridden
   */
  @Override
  default void parse(InputStream source, OutputStream result, ParseOptions options)
      throws IOException {
    throw new UnsupportedOperationException(
        "the parser " + name() + " reads local files only: download the file and give its path");
  }
}
