package io.serai.cli;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A point of time as people type it: so long ago, or with date and time. */
final class Since {

  private static final Pattern AGO = Pattern.compile("(\\d{1,9})([smhd])");
  private static final Map<String, ChronoUnit> UNITS =
      Map.of(
          "s", ChronoUnit.SECONDS,
          "m", ChronoUnit.MINUTES,
          "h", ChronoUnit.HOURS,
          "d", ChronoUnit.DAYS);

  private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

  private Since() {}

  static Instant parse(String text, CommandSpec command) {
    Matcher ago = AGO.matcher(text);
    try {
      Instant instant =
          ago.matches()
              ? Instant.now()
                  .minus(Duration.of(Long.parseLong(ago.group(1)), UNITS.get(ago.group(2))))
              : OffsetDateTime.parse(text).toInstant();
      return storable(instant);
    } catch (DateTimeException e) {
      throw new ParameterException(
          command.commandLine(),
          "--since is %s; give how long ago, such as 30m, 2h or 7d, or a time with its zone, such as"
                  .formatted(text)
              + " 2026-11-01T00:00:00Z");
    }
  }

  /** PostgreSQL's timestamps end earlier than Java's, and no result is older or newer than that. */
  private static Instant storable(Instant instant) {
    if (instant.isBefore(Instant.EPOCH)) {
      return Instant.EPOCH;
    }
    return instant.isAfter(LATEST) ? LATEST : instant;
  }
}
