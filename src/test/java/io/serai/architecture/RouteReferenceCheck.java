package io.serai.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import io.serai.architecture.RouteChecks.Known;
import io.serai.architecture.RouteSet.RouteNode;
import io.serai.architecture.RouteSet.RouteYaml;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whatever a route names exists: routes, beans, properties, route configurations. */
final class RouteReferenceCheck {

  private static final Pattern PROPERTY = Pattern.compile("\\{\\{[?!]?([^{}]+?)}}");
  private static final Pattern SIMPLE_BEAN = Pattern.compile("\\$\\{bean:([\\w-]+)");
  private static final Pattern FUNCTION = Pattern.compile("(env|sys|service|bean):.*");
  private static final Set<String> BEAN_KEYS =
      Set.of(
          "aggregationStrategy",
          "aggregationRepository",
          "idempotentRepository",
          "executorService",
          "timeoutExecutorService",
          "onPrepare",
          "resumeStrategy",
          "comparator");
  private static final Set<String> REF_PARENTS =
      Set.of("bean", "process", "method", "transacted", "policy", "custom", "aggregate", "sort");

  private RouteReferenceCheck() {}

  static void check(RouteSet routes, Known known, List<String> faults) {
    Set<String> inputs = new HashSet<>(known.directs());
    Set<String> configurations = new HashSet<>();
    routes.routes().forEach(route -> inputs.add(route.id()));
    for (RouteYaml file : routes.files()) {
      file.items("routeConfiguration").forEach(each -> configurations.add(Yaml.text(each, "id")));
    }
    for (RouteNode route : routes.routes()) {
      for (String id : Yaml.text(route.body(), "routeConfigurationId").split(",")) {
        if (!id.isBlank() && !configurations.contains(id.strip())) {
          faults.add(route.fault("there is no routeConfiguration " + id.strip()));
        }
      }
    }
    for (RouteYaml file : routes.files()) {
      Set<String> beans = new HashSet<>(known.beans());
      file.items("beans").forEach(list -> list.forEach(b -> beans.add(Yaml.text(b, "name"))));
      walk(
          file.name() + ": ",
          "",
          "",
          file.root(),
          new Names(known.properties(), beans, inputs),
          faults);
    }
  }

  private record Names(Set<String> properties, Set<String> beans, Set<String> inputs) {}

  private static void walk(
      String where, String parent, String key, JsonNode node, Names names, List<String> faults) {
    if (node.isTextual()) {
      checkText(where, parent, key, node.asText(), names, faults);
    }
    node.properties()
        .forEach(field -> walk(where, key, field.getKey(), field.getValue(), names, faults));
    if (node.isArray()) {
      node.forEach(item -> walk(where, parent, key, item, names, faults));
    }
  }

  private static void checkText(
      String where, String parent, String key, String text, Names names, List<String> faults) {
    Matcher property = PROPERTY.matcher(text);
    while (property.find()) {
      String name = propertyName(property.group(1));
      if (!names.properties().contains(name)) {
        faults.add(where + "property {{" + name + "}} is unknown");
      }
    }
    Matcher inSimple = SIMPLE_BEAN.matcher(text);
    while (inSimple.find()) {
      checkBean(where, inSimple.group(1), names, faults);
    }
    String bean = beanName(parent, key, text);
    if (bean != null) {
      checkBean(where, bean, names, faults);
    }
    if (key.matches("uri|to|toD|wireTap|deadLetterUri")
        && !parent.equals("from")
        && text.matches("direct:[\\w.-]+")
        && !names.inputs().contains(text.substring("direct:".length()))) {
      faults.add(where + "no route has the input " + text);
    }
  }

  private static String propertyName(String inner) {
    String name = inner.strip();
    if (FUNCTION.matcher(name).matches()) {
      return name.replaceFirst("^(\\w+:[^:]+):.*", "$1");
    }
    return name.replaceFirst(":.*", "");
  }

  private static String beanName(String parent, String key, String text) {
    if (text.contains("{{") || text.startsWith("#class:") || text.startsWith("#type:")) {
      return null;
    }
    if (text.matches("#(bean:)?[\\w.-]+")) {
      return text.replaceFirst("#(bean:)?", "");
    }
    boolean named = BEAN_KEYS.contains(key) || key.equals("ref") && REF_PARENTS.contains(parent);
    return named ? text : null;
  }

  private static void checkBean(String where, String bean, Names names, List<String> faults) {
    if (!names.beans().contains(bean)) {
      faults.add(where + "bean '" + bean + "' is unknown");
    }
  }
}
