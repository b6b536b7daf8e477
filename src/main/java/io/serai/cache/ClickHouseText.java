package io.serai.cache;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Values of parameters as ClickHouse reads them from {@code param_<name>}: text as in a field of
 * TabSeparated, where arrays are literals with their texts in single quotes, escaped once. Checked
 * against ClickHouse 26.7. Stateless.
 */
final class ClickHouseText {

  private static final String NULL = "\\N";

  private ClickHouseText() {}

  /** The value of a parameter, not yet percent-encoded. */
  static String of(Object value) {
    return value == null ? NULL : value instanceof String text ? escaped(text) : literal(value);
  }

  private static String literal(Object value) {
    if (value == null) {
      return "NULL";
    }
    if (value instanceof String text) {
      return "'" + escaped(text).replace("'", "\\'") + "'";
    }
    if (value instanceof BigDecimal number) {
      return number.toPlainString();
    }
    if (value instanceof Number || value instanceof Boolean) {
      return value.toString();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(ClickHouseText::literal).collect(Collectors.joining(",", "[", "]"));
    }
    throw new IllegalArgumentException(
        "a " + value.getClass().getName() + " is no text, number, boolean or list");
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 2);
    for (int i = 0; i < text.length(); i++) {
      char each = text.charAt(i);
      switch (each) {
        case '\\' -> escaped.append("\\\\");
        case '\t' -> escaped.append("\\t");
        case '\n' -> escaped.append("\\n");
        case '\r' -> escaped.append("\\r");
        case '\b' -> escaped.append("\\b");
        case '\f' -> escaped.append("\\f");
        case '\0' -> escaped.append("\\0");
        default -> escaped.append(each);
      }
    }
    return escaped.toString();
  }
}
