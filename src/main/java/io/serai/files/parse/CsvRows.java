package io.serai.files.parse;

import de.siegmar.fastcsv.reader.CsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes CSV's fields from the reader's buffer into a table, the first record as its header, unless
 * it announces the delimiter. Lines that are blank are passed over. Throws its faults wrapped in
 * {@link UncheckedIOException}.
 */
final class CsvRows extends CsvCallbackHandler<CsvRows> {

  private final Table table;
  private final LineEnded lines;
  private final int maxLine;
  private final List<String> header = new ArrayList<>();
  private boolean announced;
  private Column[] columns;
  private long headerLine;
  private long line;
  private int field;
  private long characters;
  private String blank;

  /**
   * @param maxLine characters of a record at the most
   * @param announced whether the first record announces the delimiter and is to be passed over
   */
  CsvRows(Table table, LineEnded lines, int maxLine, boolean announced) {
    this.table = table;
    this.lines = lines;
    this.maxLine = maxLine;
    this.announced = announced;
  }

  /** The record at hand is longer than allowed. */
  InvalidFileException tooLong(int maxLine) {
    return InvalidFileException.lineTooLong(
        line, maxLine, "perhaps a quotation mark in it is never closed; mend the file");
  }

  @Override
  protected RecordType getRecordType() {
    return RecordType.DATA;
  }

  @Override
  protected int getFieldCount() {
    return field;
  }

  @Override
  protected void beginRecord(long startingLineNumber) {
    line = startingLineNumber;
    field = 0;
    characters = -1;
    blank = null;
  }

  @Override
  protected void addField(char[] buffer, int offset, int length, boolean quoted) {
    characters += length + 1;
    if (characters > maxLine) {
      throw new UncheckedIOException(tooLong(maxLine));
    }
    if (lines.ended()) {
      throw new UncheckedIOException(openQuote());
    }
    if (field == 0 && !quoted && isBlank(buffer, offset, length)) {
      blank = new String(buffer, offset, length);
    } else {
      addBlank();
      keep(field, buffer, offset, length);
    }
    field++;
  }

  private static boolean isBlank(char[] buffer, int offset, int length) {
    int i = offset;
    while (i < offset + length && (buffer[i] == ' ' || buffer[i] == '\t')) {
      i++;
    }
    return i == offset + length;
  }

  /** The first field, once it turned out that its line is not blank as a whole. */
  private void addBlank() {
    if (blank != null) {
      keep(0, blank.toCharArray(), 0, blank.length());
      blank = null;
    }
  }

  private void keep(int index, char[] buffer, int offset, int length) {
    if (columns != null) {
      if (index < columns.length) {
        columns[index].add(buffer, offset, length);
      }
      return;
    }
    if (index == Table.MOST_COLUMNS) {
      throw new UncheckedIOException(Table.tooManyColumns("the header in line " + line));
    }
    header.add(new String(buffer, offset, length));
  }

  @Override
  protected void setEmpty() {
    // no field comes, so that the record counts as blank
  }

  @Override
  protected void setComment(char[] buffer, int offset, int length) {
    throw new IllegalStateException("comments are not switched on");
  }

  /** Always null: the reader then goes on by itself. */
  @Override
  protected CsvRows buildRecord() {
    if (field == 0 || blank != null) {
      return null;
    }
    if (announced) {
      announced = false;
      header.clear();
    } else if (columns == null) {
      table.addColumns(ColumnNames.different(header));
      columns = table.columns().toArray(Column[]::new);
      headerLine = line;
    } else if (field == columns.length) {
      table.endRow();
    } else {
      throw new UncheckedIOException(ragged());
    }
    return null;
  }

  private InvalidFileException ragged() {
    boolean perhapsTitle = table.rows() == 0 && field > columns.length;
    String how =
        perhapsTitle
            ? "if line %d is a title or a comment, take it out; else mend the row"
                .formatted(headerLine)
            : "mend the row";
    return new InvalidFileException(
        "RAGGED_ROW",
        ("the row in line %d has %d fields but the header has %d: %s; a field that holds the"
                + " delimiter must be in quotation marks")
            .formatted(line, field, columns.length, how));
  }

  private InvalidFileException openQuote() {
    return new InvalidFileException(
        "OPEN_QUOTE",
        "the record that begins in line %d opens a quotation mark and never closes it: close it"
            .formatted(line));
  }
}
