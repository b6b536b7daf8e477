package io.serai.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the packages of Serai against the plan of the house. */
class RoomsTest {

  private static final String SERAI = "io.serai";
  private static final String FIXTURE = "io.serai.architecture.fixture";
  private static final Map<String, ArchRule> RULES = new RoomRules(SERAI).all();
  private static final Map<String, ArchRule> FIXTURE_RULES = new RoomRules(FIXTURE).all();
  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(SERAI);
  private static final JavaClasses BROKEN = new ClassFileImporter().importPackages(FIXTURE);

  static Set<String> rules() {
    return RULES.keySet();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void should_find_no_room_where(String rule) {
    RULES.get(rule).check(MAIN);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void should_fail_when_a_class_breaks_the_rule_that(String rule) {
    assertThat(FIXTURE_RULES.get(rule).evaluate(BROKEN).hasViolation()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void should_let_pass_what_is_allowed_by_the_rule_that(String rule) {
    assertThat(FIXTURE_RULES.get(rule).evaluate(BROKEN).getFailureReport().getDetails())
        .noneMatch(detail -> detail.contains("Allowed") || detail.contains("fixture.cli."));
  }
}
