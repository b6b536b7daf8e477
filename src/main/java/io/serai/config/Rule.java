package io.serai.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a setting's text must look like; a fault is a clause that completes "KEY=value …". */
@FunctionalInterface
interface Rule {

  /** The reason why {@code value} is refused, or empty when it is good. */
  Optional<String> fault(String value);

  /**
   * Whether an empty text has a meaning that differs from the default's, so that it replaces it.
   */
  default boolean meansSomethingWhenEmpty() {
    return false;
  }

  Rule ANY = value -> Optional.empty();

  /** Any text; an empty one has a meaning of its own. */
  Rule ANY_OR_NONE =
      new Rule() {
        @Override
        public Optional<String> fault(String value) {
          return Optional.empty();
        }

        @Override
        public boolean meansSomethingWhenEmpty() {
          return true;
        }
      };

  Pattern SQL_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]{0,62}");

  static Rule number(long least, long most) {
    return value -> {
      try {
        long number = Long.parseLong(value);
        return number >= least && number <= most
            ? Optional.empty()
            : Optional.of("must be between " + least + " and " + most);
      } catch (NumberFormatException e) {
        return Optional.of("must be a whole number between " + least + " and " + most);
      }
    };
  }

  static Rule share() {
    return value -> {
      try {
        double number = Double.parseDouble(value);
        return number > 0 && number <= 1
            ? Optional.empty()
            : Optional.of("must be above 0 and at most 1, such as 0.1 for 10 %");
      } catch (NumberFormatException e) {
        return Optional.of("must be a number above 0 and at most 1, such as 0.1 for 10 %");
      }
    };
  }

  static Rule oneOf(String... choices) {
    List<String> allowed = List.of(choices);
    return value ->
        allowed.stream().anyMatch(value::equalsIgnoreCase)
            ? Optional.empty()
            : Optional.of("must be one of " + String.join(", ", allowed));
  }

  /** A Kafka topic, short enough for one whose name is longer by a suffix. */
  static Rule topic() {
    return value ->
        value.matches("[A-Za-z0-9._-]{1,240}") && !value.matches("\\.{1,2}")
            ? Optional.empty()
            : Optional.of("is not a topic: letters, digits, dot, _ and -, at most 240");
  }

  /** A bucket's name as S3 and OBS allow it. */
  static Rule bucket() {
    return value ->
        BucketNames.isPossible(value)
            ? Optional.empty()
            : Optional.of("is not a bucket: " + BucketNames.RULE);
  }

  /** One address of mail or several, separated by commas. */
  static Rule mailAddresses() {
    return value ->
        value.matches("\\s*[^@\\s,]+@[^@\\s,]+\\s*(,\\s*[^@\\s,]+@[^@\\s,]+\\s*)*")
            ? Optional.empty()
            : Optional.of("must be an address such as ops@company.com, or several with commas");
  }

  static Rule webAddress() {
    return value -> {
      try {
        URI uri = new URI(value);
        boolean good =
            uri.getHost() != null
                && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
        return good
            ? Optional.empty()
            : Optional.of("must be an address such as https://host/path");
      } catch (URISyntaxException e) {
        return Optional.of("is not an address: " + e.getReason());
      }
    };
  }

  /** The word embedded, or what another rule allows. */
  static Rule embeddedOr(Rule other) {
    return value ->
        value.equals("embedded")
            ? Optional.empty()
            : other.fault(value).map(why -> why + ", or be embedded");
  }

  /** One Redis, or those of a Sentinel or a Cluster. */
  static Rule redisAddress() {
    return value ->
        value.matches("rediss?(-sentinel|-cluster)?://\\S+")
            ? Optional.empty()
            : Optional.of(
                "must begin with redis://, rediss://, redis-sentinel://, redis-cluster:// or"
                    + " rediss-cluster://, such as redis://:password@host:6379/0");
  }

  /** A plain SQL name, optionally {@code schema.name} when {@code qualified}. */
  static Rule identifier(boolean qualified) {
    return value -> {
      String[] parts = value.split("\\.", -1);
      boolean good = parts.length <= (qualified ? 2 : 1);
      for (String part : parts) {
        good &= SQL_NAME.matcher(part).matches();
      }
      return good
          ? Optional.empty()
          : Optional.of(
              "is not a plain SQL name (letters, digits, _ and $, at most 63"
                  + (qualified ? "; a schema may stand before it: schema.table)" : ")"));
    };
  }

  static Rule cron() {
    return value -> {
      try {
        CronSchedule.parse(value);
        return Optional.empty();
      } catch (IllegalArgumentException e) {
        return Optional.of(e.getMessage());
      }
    };
  }
}
