package io.serai.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Redis key of a job: fixed, such as {@code nova:cache:trending:1h}, or one for each distinct
 * value of columns, such as {@code nova:cache:suggested_users:{user_id}}. Immutable.
 *
 * @param text as the job file has it
 * @param columns named in it, in their order
 */
record KeyTemplate(String text, List<String> columns) {

  private static final Pattern COLUMN = Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_]*)}");
  private static final String OWN_KEYS = "serai:cache:";

  KeyTemplate {
    columns = List.copyOf(columns);
  }

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static KeyTemplate of(String text) {
    if (text.isBlank() || !text.equals(text.strip())) {
      throw new IllegalArgumentException("is empty, or has blanks around it");
    }
    if (text.startsWith(OWN_KEYS)) {
      throw new IllegalArgumentException("begins with " + OWN_KEYS + ", which is Serai's own");
    }
    if (COLUMN.matcher(text).replaceAll("").matches(".*[{}].*")) {
      throw new IllegalArgumentException(
          "has a brace that does not belong to a column such as {user_id}");
    }
    List<String> columns = new ArrayList<>();
    Matcher matcher = COLUMN.matcher(text);
    while (matcher.find()) {
      columns.add(matcher.group(1));
    }
    return new KeyTemplate(text, columns);
  }

  /** Whether there is but one key. */
  boolean isFixed() {
    return columns.isEmpty();
  }

  /**
   * The key of a row.
   *
   * @throws CacheDataException when the row lacks a column, or it is empty there
   */
  String key(Map<String, Object> row) {
    if (isFixed()) {
      return text;
    }
    return COLUMN
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(value(row, found.group(1))));
  }

  private String value(Map<String, Object> row, String column) {
    if (!row.containsKey(column)) {
      throw new CacheDataException(
          "the key %s needs the column %s; the result has %s"
              .formatted(text, column, row.keySet()));
    }
    Object value = row.get(column);
    if (value == null || value.toString().isEmpty()) {
      throw new CacheDataException(
          "the key %s needs the column %s, which is empty in a row".formatted(text, column));
    }
    return value.toString();
  }

  /** Whether some key may belong to both. */
  boolean collidesWith(KeyTemplate other) {
    return pattern().matcher(other.sample()).matches()
        || other.pattern().matcher(sample()).matches();
  }

  private Pattern pattern() {
    StringBuilder regex = new StringBuilder();
    int end = 0;
    Matcher matcher = COLUMN.matcher(text);
    while (matcher.find()) {
      regex.append(Pattern.quote(text.substring(end, matcher.start()))).append(".+");
      end = matcher.end();
    }
    return Pattern.compile(regex.append(Pattern.quote(text.substring(end))).toString());
  }

  private String sample() {
    return COLUMN.matcher(text).replaceAll("x");
  }
}
