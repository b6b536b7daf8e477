package io.serai.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.architecture.RouteSet.RouteNode;
import io.serai.architecture.RouteSet.RouteYaml;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Names and measures: ids, descriptions, step ids, length, nesting, place of error policies. */
final class RouteShapeCheck {

  private static final int DESCRIPTION_WORDS = 4;
  private static final int ROUTE_LINES = 120;
  private static final int ROUTE_STEPS = 10;
  private static final int NESTING = 4;
  private static final Set<String> NEED_ID =
      Set.of("split", "aggregate", "circuitBreaker", "choice");
  private static final Set<String> SEND = Set.of("to", "toD", "wireTap", "poll", "kamelet");

  private RouteShapeCheck() {}

  static void check(RouteSet routes, List<String> faults) {
    Map<String, String> owners = new HashMap<>();
    for (RouteYaml file : routes.files()) {
      checkPolicies(file, faults);
    }
    for (RouteNode route : routes.routes()) {
      checkNames(route, faults);
      checkMeasures(route, faults);
      checkStepIds(route, faults);
      String owner = route.id().isEmpty() ? null : owners.put(route.id(), route.file().name());
      if (owner != null) {
        faults.add(route.fault("its id is used in " + owner + " too"));
      }
    }
  }

  private static void checkNames(RouteNode route, List<String> faults) {
    if (route.id().isEmpty()) {
      faults.add(route.fault("needs an id"));
      return;
    }
    String line = route.file().line();
    if (!route.id().equals(line) && !route.id().startsWith(line + "-")) {
      faults.add(route.fault("its id must be '" + line + "' or begin with '" + line + "-'"));
    }
    String description = Yaml.text(route.body(), "description").strip();
    if (description.split("\\s+").length < DESCRIPTION_WORDS) {
      faults.add(route.fault("needs a description of " + DESCRIPTION_WORDS + " words or more"));
    }
    String input = Yaml.text(route.body().path("from"), "uri");
    if (input.startsWith("direct:") && !input.equals("direct:" + route.id())) {
      faults.add(route.fault("its input " + input + " must be direct:" + route.id()));
    }
  }

  private static void checkMeasures(RouteNode route, List<String> faults) {
    List<Step> steps = Step.below(route.body().path("from"));
    if (route.lines() > ROUTE_LINES) {
      faults.add(route.fault("has " + route.lines() + " lines, more than " + ROUTE_LINES));
    }
    if (steps.size() > ROUTE_STEPS) {
      faults.add(route.fault("has " + steps.size() + " steps, more than " + ROUTE_STEPS));
    }
    int depth = steps.stream().mapToInt(Step::depth).max().orElse(0);
    if (depth > NESTING) {
      faults.add(route.fault("is nested " + depth + " deep, more than " + NESTING));
    }
  }

  private static void checkStepIds(RouteNode route, List<String> faults) {
    for (Step step : Step.below(route.body().path("from"))) {
      boolean named =
          NEED_ID.contains(step.kind()) || SEND.contains(step.kind()) && isExternal(step);
      if (named && step.id().isEmpty()) {
        faults.add(route.fault("its step " + step.kind() + " " + step.uri() + " needs an id"));
      }
    }
  }

  private static boolean isExternal(Step step) {
    return !step.uri().startsWith("direct:") && !step.uri().startsWith("log:");
  }

  private static void checkPolicies(RouteYaml file, List<String> faults) {
    for (JsonNode item : file.root()) {
      if (!item.has("routeConfiguration")) {
        Yaml.visit(
            "",
            item,
            (key, value) -> {
              if (key.equals("onException")) {
                faults.add(file.name() + ": onException belongs into a routeConfiguration");
              }
            });
      }
    }
  }
}
