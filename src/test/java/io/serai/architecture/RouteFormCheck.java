package io.serai.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.architecture.RouteSet.RouteYaml;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** The explicit form, no scripts, and nothing in an endpoint that belongs into a property. */
final class RouteFormCheck {

  private static final Set<String> SCRIPTS =
      Set.of("script", "groovy", "js", "python", "mvel", "ognl", "spel", "joor", "java", "wasm");
  private static final Set<String> LANGUAGES =
      Set.of(
          "simple",
          "constant",
          "method",
          "header",
          "variable",
          "exchangeProperty",
          "jsonpath",
          "jq",
          "xpath",
          "tokenize");
  private static final Set<String> EXPRESSION_STEPS =
      Set.of(
          "setBody",
          "setHeader",
          "setProperty",
          "setVariable",
          "filter",
          "split",
          "when",
          "validate",
          "transform",
          "delay",
          "throttle",
          "loop",
          "resequence",
          "recipientList",
          "routingSlip",
          "dynamicRouter",
          "enrich",
          "pollEnrich",
          "idempotentConsumer",
          "sort");
  private static final Set<String> NOT_TUNABLE = Set.of("0", "1", "-1");
  private static final Set<String> NUMBERS_ALLOWED = Set.of("repeatCount");
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?(ms|s|m|h|d)?|PT?\\d\\w*");
  private static final Pattern HOST =
      Pattern.compile(
          "://(?!\\{\\{)|\\blocalhost\\b|\\b\\d{1,3}(\\.\\d{1,3}){3}\\b|\\w[\\w-]*\\.[\\w.-]+:\\d+");
  private static final Pattern HTTP = Pattern.compile("https?:(//)?(?!\\{\\{|//).*");
  private static final Pattern SECRET =
      Pattern.compile("(?i).*(password|secret|token|accesskey|apikey|authorization|credential).*");

  private RouteFormCheck() {}

  static void check(RouteSet routes, List<String> faults) {
    for (RouteYaml file : routes.files()) {
      walk(file.name() + ": ", "", file.root(), faults);
    }
  }

  private static void walk(String where, String key, JsonNode node, List<String> faults) {
    if (SCRIPTS.contains(key)) {
      faults.add(where + key + " is a program hidden in YAML; make it a bean");
    }
    if (key.matches("to|toD|wireTap|from") && node.isTextual()) {
      faults.add(where + key + " '" + node.asText() + "' must be written with uri and parameters");
    }
    boolean bare = key.equals("expression") || EXPRESSION_STEPS.contains(key);
    for (var field : node.properties()) {
      String name = field.getKey();
      boolean language = LANGUAGES.contains(name) && !key.equals("bean");
      if (language && field.getValue().isTextual() && !isPlainOption(key, name)) {
        faults.add(where + name + " must be written as " + name + ": expression: …");
      } else if (language && bare && !key.equals("expression")) {
        faults.add(where + key + " must hold its " + name + " under expression:");
      }
      if (name.equals("uri")) {
        checkEndpoint(where, node, faults);
      }
      if (!name.equals("parameters")) {
        walk(where, name, field.getValue(), faults);
      }
    }
    if (node.isArray()) {
      node.forEach(item -> walk(where, key, item, faults));
    }
  }

  /**
   * Options that are called like a language: {@code method: {ref: a, method: b}}, xpath's header.
   */
  private static boolean isPlainOption(String parent, String name) {
    return LANGUAGES.contains(parent) && !parent.equals("expression")
        || name.equals("constant") && parent.equals("exception");
  }

  private static void checkEndpoint(String where, JsonNode endpoint, List<String> faults) {
    String uri = endpoint.get("uri").asText();
    if (uri.contains("?")) {
      faults.add(where + "uri '" + uri + "' must have its options under parameters");
    }
    if (HOST.matcher(uri).find() || HTTP.matcher(uri).matches()) {
      faults.add(where + "uri '" + uri + "' names a host; use a property");
    }
    for (var option : endpoint.path("parameters").properties()) {
      checkOption(where, option.getKey(), option.getValue().asText(), faults);
    }
  }

  private static void checkOption(String where, String name, String value, List<String> faults) {
    String shown = where + "parameter " + name + ": ";
    if (value.contains("{{") || value.startsWith("#")) {
      return;
    }
    if (SECRET.matcher(name).matches()) {
      faults.add(shown + "a credential must come from a property");
    } else if (HOST.matcher(value).find()) {
      faults.add(shown + "'" + value + "' names a host; use a property");
    } else if (isTunable(name, value)) {
      faults.add(shown + value + " is a tunable; make it a property");
    }
  }

  private static boolean isTunable(String name, String value) {
    if (NOT_TUNABLE.contains(value) || NUMBERS_ALLOWED.contains(name)) {
      return false;
    }
    return name.equals("cron") || NUMBER.matcher(value).matches();
  }
}
