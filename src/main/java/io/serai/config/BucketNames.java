package io.serai.config;

import java.util.regex.Pattern;

/** What S3 and OBS take for the name of a bucket. Stateless. */
public final class BucketNames {

  /** The rule in words, to put behind "is no bucket". */
  public static final String RULE = "3 to 63 of a-z, 0-9, dot and -";

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

  private BucketNames() {}

  /** Whether a bucket may have this name; not whether there is one. */
  public static boolean isPossible(String name) {
    return NAME.matcher(name).matches();
  }
}
