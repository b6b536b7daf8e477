package io.serai.dev;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;

/** Says why an embedded server cannot be used, and how to do without. */
final class Unavailable {

  private Unavailable() {}

  /**
   * The error to throw.
   *
   * @param alternative such as "DB_HOST names a PostgreSQL server of your own"
   */
  static IOException embedded(String server, Path home, String alternative, IOException cause) {
    return new IOException(
        "The embedded %s in %s is not available: %s\nIt is not needed when %s."
            .formatted(server, home.toAbsolutePath(), describe(cause), alternative),
        cause);
  }

  private static String describe(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "access denied to " + e.getMessage() + " (a folder belongs to the user who made it)";
    }
    boolean plain = e.getClass() == IOException.class || e instanceof BindException;
    return plain ? e.getMessage() : e.toString();
  }
}
