package io.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Compares the meters that docs/operations.md names with those that a service has. */
final class DocumentedMeters {

  private static final Path DOCS = Path.of("docs/operations.md");
  private static final Pattern METER =
      Pattern.compile("`((?:serai|job|clickhouse)_[a-z_]*[a-z])(?:\\{([^}]*)\\})?`");

  private DocumentedMeters() {}

  /** Every meter whose name begins so must be among the served ones, with its tags. */
  static void assertServed(String served, String... prefixes) throws IOException {
    List<MatchResult> meters =
        METER
            .matcher(Files.readString(DOCS))
            .results()
            .filter(meter -> Arrays.stream(prefixes).anyMatch(meter.group(1)::startsWith))
            .toList();
    assertThat(meters).hasSizeGreaterThanOrEqualTo(prefixes.length);
    for (MatchResult meter : meters) {
      assertThat(served).as(meter.group()).contains("# TYPE " + meter.group(1) + " ");
      if (meter.group(2) != null) {
        assertTags(served, meter.group(1), meter.group(2).split(","));
      }
    }
  }

  private static void assertTags(String served, String meter, String... tags) {
    for (String tag : tags) {
      String name = tag.replaceFirst("=.*", "");
      assertThat(served).containsPattern("(?m)^%s[a-z_]*\\{([^}]*,)?%s=\"".formatted(meter, name));
    }
  }
}
