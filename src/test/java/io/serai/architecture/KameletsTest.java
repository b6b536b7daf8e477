package io.serai.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the shipped kamelets against the contract, and proves that each rule can fail. */
class KameletsTest {

  private static final Path FIXTURES = Path.of("src/test/resources/structure");
  private static final String SUFFIX = ".kamelet.yaml";
  private static final KameletChecks CHECKS = new KameletChecks();

  @Test
  void should_find_no_fault_in_the_shipped_kamelets() {
    assertThat(CHECKS.faults(Yaml.files(Path.of("kamelets"), SUFFIX))).isEmpty();
  }

  @Test
  void should_find_no_fault_when_kamelets_keep_the_contract() {
    assertThat(CHECKS.faults(Yaml.files(FIXTURES.resolve("good/kamelets"), SUFFIX))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("bad")
  void should_name_the_fault_when_a_kamelet_breaks_the_contract(Path file) throws IOException {
    String expected = Files.readAllLines(file).get(0).replace("# fault: ", "");

    assertThat(CHECKS.faults(List.of(file)))
        .singleElement()
        .asString()
        .startsWith(file.getFileName().toString())
        .contains(expected);
  }

  @Test
  void should_name_the_fault_when_two_kamelets_are_told_apart_by_name_only() {
    List<Path> twins = Yaml.files(FIXTURES.resolve("bad/kamelets/twins"), SUFFIX);

    assertThat(CHECKS.faults(twins))
        .hasSize(3)
        .anyMatch(fault -> fault.contains("title 'Twin Action' is that of"))
        .anyMatch(fault -> fault.contains("description 'Does what its twin does.' is that of"))
        .anyMatch(fault -> fault.contains("several catalog versions"));
  }

  static Stream<Path> bad() {
    return Yaml.files(FIXTURES.resolve("bad/kamelets"), SUFFIX).stream();
  }
}
