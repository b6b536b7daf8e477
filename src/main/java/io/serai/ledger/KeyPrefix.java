package io.serai.ledger;

import java.util.regex.Pattern;

/**
 * Patterns for what begins with a text. PostgreSQL has {@code starts_with} from version 11 on only,
 * and of {@code left(key, …) = …} it expects so few rows that it sorts all of them. Stateless.
 */
public final class KeyPrefix {

  private static final Pattern SPECIAL = Pattern.compile("[\\\\%_]");

  private KeyPrefix() {}

  /** For {@code LIKE}; an empty prefix matches everything. */
  public static String pattern(String prefix) {
    return SPECIAL.matcher(prefix).replaceAll("\\\\$0") + "%";
  }
}
