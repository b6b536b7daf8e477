package io.serai.files.parse;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * One column's summary: of numbers as long as all its values are numbers, of texts afterwards. For
 * one thread.
 */
final class Column {

  private final String name;
  private NumberStats numbers;
  private DistinctValues distinct;
  private int manyDistinct;
  private long count;
  private long nested;
  private long cell = -1;

  /**
   * @param columns how many there are, about
   * @param characters that all columns may keep
   * @param kept numbers that all columns may keep
   */
  Column(String name, int columns, Budget characters, Budget kept) {
    this.name = name;
    numbers = new NumberStats(columns, kept);
    distinct = new DistinctValues(characters);
  }

  String name() {
    return name;
  }

  /** Where {@link JsonRow} has put its last value; -1 before the first. */
  long cell() {
    return cell;
  }

  void setCell(long index) {
    cell = index;
  }

  /** A value of CSV, of which nobody said whether it is a number. */
  void add(char[] text, int offset, int length) {
    double number = numbers == null ? Double.NaN : Numbers.parse(text, offset, length);
    if (Double.isNaN(number)) {
      if (Missing.is(text, offset, length)) {
        return;
      }
      numbers = null;
    }
    add(number, text, offset, length);
  }

  /** A number of JSON. */
  void addNumber(char[] text, int offset, int length) {
    add(Numbers.parse(text, offset, length), text, offset, length);
  }

  /** A text of JSON, even one of digits. */
  void addText(char[] text, int offset, int length) {
    numbers = null;
    add(Double.NaN, text, offset, length);
  }

  /** An object or an array, which is counted but not taken apart. */
  void addNested() {
    numbers = null;
    count++;
    nested++;
  }

  private void add(double number, char[] text, int offset, int length) {
    count++;
    if (distinct != null && !distinct.add(text, offset, length)) {
      if (numbers != null) {
        numbers.countNoMore(distinct);
      }
      manyDistinct = distinct.size();
      distinct.drop();
      distinct = null;
    }
    if (numbers != null) {
      numbers.add(number);
    }
  }

  /** Writes what there is to say; a file without rows has no numbers, as in pandas. */
  void write(JsonGenerator json, long rows) throws IOException {
    json.writeStartObject();
    json.writeNumberField("count", count);
    if (numbers != null && rows > 0) {
      writeNumbers(json);
    } else {
      writeTexts(json);
    }
    if (nested > 0) {
      json.writeNumberField("nested", nested);
    }
    json.writeEndObject();
  }

  private void writeNumbers(JsonGenerator json) throws IOException {
    numbers.finish(distinct);
    Moments moments = numbers.moments();
    write(json, "mean", moments.mean());
    write(json, "std", moments.standardDeviation());
    write(json, "min", moments.min());
    write(json, "25%", numbers.quantile(0.25));
    write(json, "50%", numbers.quantile(0.5));
    write(json, "75%", numbers.quantile(0.75));
    write(json, "max", moments.max());
    if (numbers.estimated()) {
      json.writeBooleanField("estimated", true);
    }
  }

  private void writeTexts(JsonGenerator json) throws IOException {
    if (distinct == null) {
      json.writeStringField("unique", "more than " + manyDistinct);
      return;
    }
    json.writeNumberField("unique", distinct.size());
    if (distinct.size() == 0) {
      json.writeNullField("top");
      json.writeNullField("freq");
      return;
    }
    json.writeStringField("top", distinct.text(distinct.top()));
    json.writeNumberField("freq", distinct.count(distinct.top()));
  }

  private static void write(JsonGenerator json, String field, double value) throws IOException {
    if (Double.isFinite(value)) {
      json.writeNumberField(field, value);
    } else {
      json.writeNullField(field);
    }
  }
}
