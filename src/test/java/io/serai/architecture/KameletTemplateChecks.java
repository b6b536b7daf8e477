package io.serai.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.architecture.KameletChecks.Kamelet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is inside a kamelet: its parameters, its ends, no error policy, no steering headers. */
final class KameletTemplateChecks {

  /** Nested ones too: the V3 chat takes three requests, each with its own headers. */
  private static final int STEPS = 15;

  private static final String INPUT = "kamelet:source";
  private static final String OUTPUT = "kamelet:sink";
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[?!]?([\\w-]+)[^{}]*}}");
  private static final Set<String> ERROR_HANDLERS =
      Set.of("onException", "errorHandler", "doTry", "doCatch");
  private static final Set<String> SEND = Set.of("to", "toD");
  private static final Pattern STRIPS_HTTP = Pattern.compile("\\*|Camel\\*|CamelHttp\\*");

  private KameletTemplateChecks() {}

  static void check(Kamelet kamelet, List<String> faults) {
    checkParameters(kamelet, faults);
    checkEnds(kamelet, faults);
    List<Step> steps = Step.below(kamelet.template().path("from"));
    if (steps.size() > STEPS) {
      faults.add("it has " + steps.size() + " steps, more than " + STEPS);
    }
    Yaml.visit(
        "",
        kamelet.template(),
        (key, node) -> {
          if (ERROR_HANDLERS.contains(key)) {
            faults.add(key + " belongs to the caller, not into a kamelet");
          }
          if (node.path("uri").isTextual()) {
            RouteEndpointCheck.check("", key, node, faults);
          }
        });
    RouteExpressionCheck.walk("", "", kamelet.template(), faults);
    checkHttp(steps, faults);
  }

  private static void checkParameters(Kamelet kamelet, List<String> faults) {
    Set<String> beans = new TreeSet<>();
    kamelet.template().path("beans").forEach(bean -> beans.add(Yaml.text(bean, "name")));
    Set<String> used = new TreeSet<>();
    Matcher matcher = PLACEHOLDER.matcher(kamelet.template().toString());
    while (matcher.find()) {
      used.add(matcher.group(1));
    }
    used.removeAll(beans);
    Set<String> declared = new TreeSet<>();
    kamelet.definition().path("properties").fieldNames().forEachRemaining(declared::add);
    for (String name : used) {
      if (!declared.contains(name)) {
        faults.add("parameter " + name + " is used but not declared");
      }
    }
    for (String name : declared) {
      if (!used.contains(name)) {
        faults.add("parameter " + name + " is declared but not used");
      }
    }
  }

  private static void checkEnds(Kamelet kamelet, List<String> faults) {
    JsonNode from = kamelet.template().path("from");
    boolean startsAtInput = Yaml.text(from, "uri").equals(INPUT);
    if (!kamelet.type().equals("source")) {
      if (!startsAtInput) {
        faults.add("a " + kamelet.type() + " must start from " + INPUT);
      }
      return;
    }
    JsonNode steps = from.path("steps");
    JsonNode last = steps.isEmpty() ? from : steps.get(steps.size() - 1).path("to");
    String end = last.isTextual() ? last.asText() : Yaml.text(last, "uri");
    if (startsAtInput || !end.equals(OUTPUT)) {
      faults.add("a source must start at its system and end with to " + OUTPUT);
    }
  }

  /**
   * Headers of the message would else redirect the call: CamelHttpUri, CamelHttpPath and others.
   */
  private static void checkHttp(List<Step> steps, List<String> faults) {
    boolean stripped = false;
    for (Step step : steps) {
      if (step.kind().equals("removeHeaders")) {
        stripped |= STRIPS_HTTP.matcher(Yaml.text(step.body(), "pattern")).matches();
      } else if (SEND.contains(step.kind()) && isHttp(step.uri()) && !stripped) {
        faults.add("removeHeaders CamelHttp* must come before the call of " + step.uri());
      }
    }
  }

  private static boolean isHttp(String uri) {
    // in a kamelet the whole address is often a parameter
    return uri.matches("(http|https|netty-http|vertx-http)\\b.*")
        || uri.matches("\\{\\{\\w*[uU]rl}}.*");
  }
}
