package io.serai.files.parse;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;

/**
 * Keeps the values of one JSON object until its end and then hands them to their columns, as a key
 * that comes again replaces the value before. An object too long to be kept is handed on in parts;
 * a value that is gone cannot be replaced. For one thread.
 */
final class JsonRow {

  /** Characters that are kept at the most. */
  static final int MOST = 1 << 16;

  private Cell[] cells = new Cell[0];
  private char[] characters = new char[512];
  private int count;
  private int length;
  private long handedOn;
  private long begin;

  /**
   * Takes the value at hand for a column, and goes to its end.
   *
   * @return whether that could be done; not when it would replace a value that is gone
   */
  boolean put(JsonParser json, Column column) throws IOException {
    Kind kind = kind(json);
    boolean written = kind == Kind.TEXT || kind == Kind.NUMBER;
    if (!written) {
      json.skipChildren();
      return cell(column, kind) != null;
    }
    if (json.isNaN()) {
      char[] infinity = (json.getDoubleValue() > 0 ? "inf" : "-inf").toCharArray();
      return put(column, kind, infinity, 0, infinity.length);
    }
    return put(column, kind, json.getTextCharacters(), json.getTextOffset(), json.getTextLength());
  }

  private static Kind kind(JsonParser json) throws IOException {
    JsonToken token = json.currentToken();
    return switch (token) {
      case START_OBJECT, START_ARRAY -> Kind.NESTED;
      case VALUE_NULL -> Kind.NOTHING;
      case VALUE_NUMBER_INT -> Kind.NUMBER;
      case VALUE_NUMBER_FLOAT ->
          json.isNaN() && Double.isNaN(json.getDoubleValue()) ? Kind.NOTHING : Kind.NUMBER;
      default -> Kind.TEXT;
    };
  }

  private boolean put(Column column, Kind kind, char[] text, int offset, int size) {
    if (length + size > MOST) {
      handOn();
    }
    Cell cell = cell(column, kind);
    if (cell == null) {
      return false;
    }
    if (size > MOST) {
      cell.set(text, offset, size);
      handOn();
      return true;
    }
    if (length + size > characters.length) {
      characters = Arrays.copyOf(characters, Math.max(length + size, characters.length * 2));
    }
    System.arraycopy(text, offset, characters, length, size);
    cell.set(characters, length, size);
    length += size;
    return true;
  }

  /** The column's cell of this object, new if there is none; null when it is gone. */
  private Cell cell(Column column, Kind kind) {
    long at = column.cell();
    if (at >= begin && at < handedOn) {
      return null;
    }
    if (at < handedOn) {
      at = handedOn + count++;
      column.setCell(at);
    }
    int index = (int) (at - handedOn);
    if (index == cells.length) {
      cells = Arrays.copyOf(cells, index * 2 + 16);
    }
    if (cells[index] == null) {
      cells[index] = new Cell();
    }
    cells[index].column = column;
    cells[index].kind = kind;
    return cells[index];
  }

  /** The object has ended. */
  void end() {
    handOn();
    begin = handedOn;
  }

  private void handOn() {
    for (int i = 0; i < count; i++) {
      cells[i].handOn();
    }
    handedOn += count;
    count = 0;
    length = 0;
  }

  private enum Kind {
    NOTHING,
    NESTED,
    NUMBER,
    TEXT
  }

  private static final class Cell {
    private Column column;
    private Kind kind;
    private char[] text;
    private int offset;
    private int size;

    void set(char[] newText, int newOffset, int newSize) {
      text = newText;
      offset = newOffset;
      size = newSize;
    }

    void handOn() {
      switch (kind) {
        case NESTED -> column.addNested();
        case NUMBER -> column.addNumber(text, offset, size);
        case TEXT -> column.addText(text, offset, size);
        default -> {}
      }
      text = null;
    }
  }
}
