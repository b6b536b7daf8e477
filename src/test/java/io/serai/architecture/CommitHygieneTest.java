package io.serai.architecture;

import static java.util.regex.Pattern.CASE_INSENSITIVE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What must not be in a file of the project; the words are put together so that this one passes.
 */
class CommitHygieneTest {

  private static final List<Path> PLACES =
      Stream.of("src", "kamelets", "k8s", "docs", "README.md", "serai").map(Path::of).toList();
  private static final String DOT = "\\.";
  private static final Map<String, Pattern> FORBIDDEN = new LinkedHashMap<>();
  private static final Pattern SLEEP =
      Pattern.compile("(Thread|TimeUnit[.]\\w+)\\s*[.]\\s*sl" + "eep");

  static {
    FORBIDDEN.put(
        "host of a package registry",
        Pattern.compile(
            String.join(
                "|",
                "repo1?" + DOT + "maven" + DOT,
                "central" + DOT + "sonatype",
                "registry" + DOT + "npmjs",
                "pypi" + DOT + "org",
                "pythonhosted" + DOT,
                "crates" + DOT + "io",
                "rubygems" + DOT + "org",
                "proxy" + DOT + "golang"),
            CASE_INSENSITIVE));
    FORBIDDEN.put(
        "path of a developer's machine",
        Pattern.compile(
            String.join(
                "|",
                "/ho" + "me/\\w",
                "/Us" + "ers/\\w",
                "/ro" + "ot/\\w",
                "/tmp/w" + "t\\b",
                "/wo" + "rk/(main|shared)\\b",
                "[A-Z]:\\\\\\\\?Us" + "ers")));
    FORBIDDEN.put(
        "mark of unfinished work",
        Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X|HA" + "CK|T" + "BD)\\b"));
  }

  @Test
  void should_find_nothing_that_does_not_belong_into_a_commit() throws IOException {
    List<String> faults = new ArrayList<>();
    for (Path file : files(PLACES)) {
      faults.addAll(faults(file));
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void should_find_each_kind_of_fault_when_a_file_holds_it(@TempDir Path folder)
      throws IOException {
    Map<String, String> samples =
        Map.of(
            "registry", "see https://repo" + ".maven.apache.org/maven2",
            "path", "cd /ho" + "me/someone/serai",
            "mark", "// TO" + "DO later",
            "NapTest.java", "Thread" + ".sl" + "eep(100);");
    for (Map.Entry<String, String> sample : samples.entrySet()) {
      Path file = folder.resolve("src/test").resolve(sample.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, "first line\n" + sample.getValue() + "\n");

      assertThat(faults(file)).singleElement().asString().contains(sample.getKey() + ":2");
    }
  }

  private static List<Path> files(List<Path> places) throws IOException {
    List<Path> answer = new ArrayList<>();
    for (Path place : places) {
      if (Files.exists(place)) {
        try (Stream<Path> below = Files.walk(place)) {
          below.filter(Files::isRegularFile).sorted().forEach(answer::add);
        }
      }
    }
    return answer;
  }

  private static List<String> faults(Path file) throws IOException {
    String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    List<String> faults = new ArrayList<>();
    boolean binary = text.indexOf('\0') >= 0;
    List<String> lines = binary ? List.of() : text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String where = file + ":" + (i + 1) + ": ";
      for (Map.Entry<String, Pattern> rule : FORBIDDEN.entrySet()) {
        if (rule.getValue().matcher(lines.get(i)).find()) {
          faults.add(where + rule.getKey());
        }
      }
      if (file.toString().contains("src/test") && SLEEP.matcher(lines.get(i)).find()) {
        faults.add(where + "a test that sleeps; wait for what must happen");
      }
    }
    return faults;
  }
}
