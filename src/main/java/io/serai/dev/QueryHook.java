package io.serai.dev;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A marker such as {@code [[poison:4014]]} by which a query steers its own call. */
record QueryHook(String name, String value) {

  private static final Pattern MARKER =
      Pattern.compile("\\[\\[(poison|fault|answer):(.*?)]]", Pattern.DOTALL);

  /** Returns the first marker in the query, or null. */
  static QueryHook in(String query) {
    if (!query.contains("[[")) {
      return null;
    }
    Matcher marker = MARKER.matcher(query);
    return marker.find() ? new QueryHook(marker.group(1), marker.group(2)) : null;
  }

  /**
   * Returns the error code of a poison marker, 0 for any other.
   *
   * @throws IllegalArgumentException when the code is not a number
   */
  int poisonCode() {
    if (!name.equals("poison")) {
      return 0;
    }
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "[[poison:%s]] needs an error code, for instance [[poison:4014]]".formatted(value), e);
    }
  }

  /**
   * Returns the fault of a fault marker, null for any other.
   *
   * @throws IllegalArgumentException when there is no such fault
   */
  Fault fault() {
    if (!name.equals("fault")) {
      return null;
    }
    Fault fault = Fault.of(value);
    if (fault == null) {
      throw new IllegalArgumentException(
          "[[fault:%s]] names no fault; one is [[fault:http500]]".formatted(value));
    }
    return fault;
  }
}
