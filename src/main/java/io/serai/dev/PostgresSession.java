package io.serai.dev;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts a program into a session of its own. Ctrl-C sends SIGINT to the terminal's whole foreground
 * process group; to PostgreSQL that means to shut down, while the application still drains. {@code
 * setsid} is part of every Linux; macOS lacks it but has Perl.
 */
final class PostgresSession {

  private static final Logger LOG = LoggerFactory.getLogger(PostgresSession.class);

  private PostgresSession() {}

  /** What goes before the program's name; empty, with a warning, when the system has no way. */
  static List<String> prefix() {
    if (HelperProgram.exists("setsid")) {
      return List.of("setsid");
    }
    if (HelperProgram.exists("perl")) {
      return withPerl();
    }
    LOG.warn("Neither setsid nor perl is on the PATH: Ctrl-C will stop PostgreSQL at once as well");
    return List.of();
  }

  static List<String> withPerl() {
    return List.of(
        "perl", "-MPOSIX", "-e", "POSIX::setsid(); exec {$ARGV[0]} @ARGV or die \"$ARGV[0]: $!\"");
  }
}
