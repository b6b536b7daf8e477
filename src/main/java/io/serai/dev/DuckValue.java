package io.serai.dev;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Values of DuckDB's as ClickHouse writes them. Stateless. */
final class DuckValue {

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd HH:mm:ss")
          .appendFraction(ChronoField.MICRO_OF_SECOND, 0, 6, true)
          .toFormatter();

  private DuckValue() {}

  /** Writes one as JSON. */
  static void write(JsonGenerator json, Object value, boolean quotes64)
      throws IOException, SQLException {
    if (value == null || value instanceof Double number && !Double.isFinite(number)) {
      json.writeNull();
    } else if (value instanceof Boolean bool) {
      json.writeBoolean(bool);
    } else if (value instanceof Array array) {
      json.writeStartArray();
      for (Object each : (Object[]) array.getArray()) {
        write(json, each, quotes64);
      }
      json.writeEndArray();
    } else if (value instanceof Number && !(quotes64 && isLong(value))) {
      json.writeNumber(text(value));
    } else {
      json.writeString(text(value));
    }
  }

  private static boolean isLong(Object value) {
    return value instanceof Long || value instanceof BigInteger;
  }

  /** One as a text. */
  static String text(Object value) {
    if (value instanceof Double || value instanceof Float) {
      return number(((Number) value).doubleValue(), value.toString());
    }
    if (value instanceof BigDecimal decimal) {
      return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
    }
    if (value instanceof Timestamp time) {
      return TIME.format(time.toLocalDateTime());
    }
    if (value instanceof LocalDateTime time) {
      return TIME.format(time);
    }
    if (value instanceof OffsetDateTime time) {
      return TIME.format(time.withOffsetSameInstant(ZoneOffset.UTC));
    }
    return value instanceof Array array ? array(array) : value.toString();
  }

  private static String number(double number, String text) {
    if (!Double.isFinite(number)) {
      return Double.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
    }
    if (number == Math.rint(number) && Math.abs(number) < 1e15) {
      return String.valueOf((long) number);
    }
    return text.replace("E", "e");
  }

  private static String array(Array array) {
    try {
      return Arrays.stream((Object[]) array.getArray())
          .map(each -> each instanceof Number ? text(each) : each == null ? "NULL" : quoted(each))
          .collect(Collectors.joining(",", "[", "]"));
    } catch (SQLException e) {
      throw new IllegalStateException("an array of DuckDB's cannot be read", e);
    }
  }

  private static String quoted(Object value) {
    return "'" + text(value).replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
