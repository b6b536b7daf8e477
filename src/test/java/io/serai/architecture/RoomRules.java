package io.serai.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_FIELD_INJECTION;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.BeanInject;
import org.apache.camel.EndpointInject;
import org.apache.camel.Produce;
import org.apache.camel.PropertyInject;

/** Which room may know which, as rules over the packages below one root. */
final class RoomRules {

  private static final List<String> LINES = List.of("enrich", "cache", "tasks", "files", "collect");

  private final String root;

  RoomRules(String root) {
    this.root = root;
  }

  /** All rules by name; a room that does not exist yet breaks none. */
  Map<String, ArchRule> all() {
    Map<String, ArchRule> rules = new LinkedHashMap<>();
    for (String line : LINES) {
      rules.put(line + " imports another line", noOtherLine(line));
    }
    rules.put("ledger imports a room above it", ledgerIsBelow());
    rules.put("dev is imported", onlyCliUsesDev());
    rules.put("a decision depends on Camel", linesAreFreeOfCamel());
    rules.put("SQL outside the tables", sqlIsInTables());
    rules.put("exit outside the command line", onlyCliExits());
    rules.put("java.util.logging is used", NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING);
    rules.put("a field is injected", NO_CLASSES_SHOULD_USE_FIELD_INJECTION);
    rules.put("a field is injected by Camel", noCamelFieldInjection());
    rules.replaceAll((name, rule) -> rule.allowEmptyShould(true));
    return rules;
  }

  private String room(String name) {
    return root + "." + name + "..";
  }

  private String[] rooms(List<String> names) {
    return names.stream().map(this::room).toArray(String[]::new);
  }

  private ArchRule noOtherLine(String line) {
    List<String> others = LINES.stream().filter(other -> !other.equals(line)).toList();
    return noClasses()
        .that()
        .resideInAPackage(room(line))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(rooms(others))
        .because("a line that knows another cannot be changed, run or read alone");
  }

  private ArchRule ledgerIsBelow() {
    return noClasses()
        .that()
        .resideInAPackage(room("ledger"))
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(rooms(LINES))
                .or(resideInAnyPackage(rooms(List.of("cli", "ops", "dev")))))
        .because("the ledger serves every line and knows none");
  }

  private ArchRule onlyCliUsesDev() {
    return noClasses()
        .that(
            not(resideInAnyPackage(rooms(List.of("cli", "dev"))))
                .and(not(named(root + "\\.Serai(\\$.*)?"))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(room("dev"))
        .because("embedded servers and doubles must not be reached in production");
  }

  private ArchRule linesAreFreeOfCamel() {
    return noClasses()
        .that(resideInAnyPackage(rooms(LINES)).and(not(named(".*Beans(\\$.*)?"))))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.apache.camel..")
        .because("decisions are plain Java; only the wiring classes named *Beans bind them");
  }

  private ArchRule sqlIsInTables() {
    DescribedPredicate<JavaClass> tables = named(".*(Table|Columns|Line)(\\$.*)?");
    DescribedPredicate<JavaClass> sql =
        resideInAnyPackage("java.sql..", "javax.sql..", "org.springframework.jdbc..");
    return classes()
        .that(resideInAnyPackage(rooms(LINES)).and(not(tables)))
        .should()
        .onlyDependOnClassesThat(not(sql))
        .because("a line's SQL is in its *Table and *Columns classes, and *Line hands them over");
  }

  private ArchRule onlyCliExits() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(room("cli"))
        .and(not(named(root + "\\.Serai")))
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .because("only the command line knows whether the process may end");
  }

  private static ArchRule noCamelFieldInjection() {
    return noFields()
        .should()
        .beAnnotatedWith(BeanInject.class)
        .orShould()
        .beAnnotatedWith(PropertyInject.class)
        .orShould()
        .beAnnotatedWith(EndpointInject.class)
        .orShould()
        .beAnnotatedWith(Produce.class)
        .because("what an object needs is seen in its constructor");
  }

  private static DescribedPredicate<JavaClass> named(String pattern) {
    return describe("named " + pattern, type -> type.getName().matches(pattern));
  }
}
