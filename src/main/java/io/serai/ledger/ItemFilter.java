package io.serai.ledger;

import java.util.ArrayList;
import java.util.List;

/**
 * Which items an operator means; a null field matches all.
 *
 * @param line job line
 * @param state state
 * @param code error code
 * @param key exact key
 */
public record ItemFilter(String line, ItemState state, String code, String key) {

  /** The same, but only in one state. */
  public ItemFilter in(ItemState only) {
    return new ItemFilter(line, only, code, key);
  }

  String where(List<Object> values) {
    List<String> terms = new ArrayList<>();
    term(terms, values, "line", line);
    term(terms, values, "state", state == null ? null : state.name());
    term(terms, values, "error_code", code);
    term(terms, values, "key", key);
    return terms.isEmpty() ? "" : " WHERE " + String.join(" AND ", terms);
  }

  private static void term(List<String> terms, List<Object> values, String column, String value) {
    if (value != null) {
      terms.add(column + " = ?");
      values.add(value);
    }
  }
}
