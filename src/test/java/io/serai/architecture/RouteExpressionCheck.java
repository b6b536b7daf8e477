package io.serai.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.architecture.RouteSet.RouteYaml;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.LanguageValidationResult;

/** Every simple expression and predicate parses. */
final class RouteExpressionCheck {

  private static final DefaultCamelCatalog CATALOG = new DefaultCamelCatalog(true);
  private static final Set<String> PREDICATES =
      Set.of("when", "filter", "validate", "onWhen", "completionPredicate", "retryWhile");

  private RouteExpressionCheck() {}

  static void check(RouteSet routes, List<String> faults) {
    for (RouteYaml file : routes.files()) {
      walk(file.name() + ": ", "", file.root(), faults);
    }
  }

  /** Predicate or not is decided by the nearest step above: {@code filter: expression: simple}. */
  static void walk(String where, String owner, JsonNode node, List<String> faults) {
    for (var field : node.properties()) {
      String key = field.getKey();
      JsonNode value = field.getValue();
      if (key.equals("simple")) {
        String text = value.isTextual() ? value.asText() : Yaml.text(value, "expression");
        parse(where, text, PREDICATES.contains(owner), faults);
      } else if (key.equals("message") && value.isTextual()) {
        parse(where, value.asText(), false, faults);
      } else if (key.equals("log") && value.isTextual()) {
        parse(where, value.asText(), false, faults);
      } else {
        walk(where, key.equals("expression") ? owner : key, value, faults);
      }
    }
    if (node.isArray()) {
      node.forEach(item -> walk(where, owner, item, faults));
    }
  }

  static void parse(String where, String text, boolean predicate, List<String> faults) {
    // beans are looked up while parsing, and only the running application has them
    String resolved =
        text.replaceAll("\\{\\{[^}]*}}", "1")
            .replaceAll("\\$\\{(bean|ref):[^}]*}", Matcher.quoteReplacement("${body}"));
    ClassLoader loader = RouteExpressionCheck.class.getClassLoader();
    LanguageValidationResult result =
        predicate
            ? CATALOG.validateLanguagePredicate(loader, "simple", resolved)
            : CATALOG.validateLanguageExpression(loader, "simple", resolved);
    if (!result.isSuccess()) {
      faults.add(where + "simple '" + text + "' does not parse: " + result.getShortError());
    }
  }
}
