package io.serai.files.parse;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;

/**
 * Describes CSV of any of the delimiters comma, semicolon, tab and bar, or of one that a first line
 * such as {@code sep=;} announces, as the guide's example does with pandas: rows, columns, and a
 * summary of each column. A file of blank lines is empty. Stateless.
 */
final class CsvFileParser implements FileParser {

  private static final Pattern NAMES = Pattern.compile("(?s).*\\.(csv|tsv)");
  private static final int READ_AHEAD = 3 * 8192;

  @Override
  public String name() {
    return "csv";
  }

  @Override
  public boolean accepts(String fileName) {
    return NAMES.matcher(fileName).matches();
  }

  @Override
  public void parse(InputStream source, OutputStream result, ParseOptions options)
      throws IOException {
    TextReader text = new TextReader(source);
    Delimiter delimiter = Delimiter.of(text.head());
    Table table = new Table(options);
    LineEnded lines = new LineEnded(text);
    CsvRows rows = new CsvRows(table, lines, options.maxLine(), delimiter.announced());
    read(rows, lines, delimiter.character(), options.maxLine());
    if (table.columns().isEmpty()) {
      throw InvalidFileException.emptyFile();
    }
    ResultJson.write(
        result,
        text,
        json -> {
          table.write(json);
          json.writeStringField("delimiter", String.valueOf(delimiter.character()));
        });
  }

  /** Leaves faults to the rows, which know where they are; the reader only bounds a field. */
  private static void read(CsvRows rows, LineEnded lines, char delimiter, int maxLine)
      throws IOException {
    try (CsvReader<CsvRows> reader =
        CsvReader.builder()
            .fieldSeparator(delimiter)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .allowExtraCharsAfterClosingQuote(true)
            .maxBufferSize(maxLine + READ_AHEAD)
            .build(rows, lines)) {
      reader.iterator().hasNext();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (CsvParseException e) {
      throw fault(e, rows, maxLine);
    }
  }

  private static IOException fault(CsvParseException e, CsvRows rows, int maxLine) {
    if (e.getCause() instanceof UncheckedIOException wrapped) {
      return wrapped.getCause();
    }
    if (e.getCause() instanceof Error error) {
      throw error;
    }
    if (e.getCause() instanceof CsvParseException) {
      return rows.tooLong(maxLine);
    }
    throw e;
  }
}
