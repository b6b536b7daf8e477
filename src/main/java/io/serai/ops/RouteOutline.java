package io.serai.ops;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Collects what a route file defines while walking its YAML tree. */
final class RouteOutline {

  private static final Set<String> OWN_FILE_ONLY =
      Set.of(
          "beans",
          "onException",
          "onCompletion",
          "intercept",
          "interceptFrom",
          "interceptSendToEndpoint");

  private final Map<String, Integer> routes = new LinkedHashMap<>();
  private final Set<String> configurations = new LinkedHashSet<>();
  private final Set<String> templates = new LinkedHashSet<>();
  private final Map<String, Integer> policies = new LinkedHashMap<>();
  private final Map<String, String> inputs = new LinkedHashMap<>();
  private final Map<String, Set<String>> sends = new LinkedHashMap<>();

  void read(Node root) throws RefusedException {
    if (!(root instanceof SequenceNode list)) {
      throw new RefusedException(line(root), "its top level must be a list of '- route:' items");
    }
    if (list.getValue().isEmpty()) {
      throw empty();
    }
    for (Node item : list.getValue()) {
      if (!(item instanceof MappingNode map) || map.getValue().size() != 1) {
        throw new RefusedException(
            line(item), "each item of the list must have exactly one key, such as 'route'");
      }
      top(map.getValue().get(0));
    }
  }

  private void top(NodeTuple item) throws RefusedException {
    String key = text(item.getKeyNode());
    Node value = item.getValueNode();
    switch (key) {
      case "route" -> route(value, item.getKeyNode());
      case "templatedRoute" -> addRoute(id(value, "routeId", key, item.getKeyNode()), item);
      case "routeConfiguration" -> configurations.add(id(value, "id", key, item.getKeyNode()));
      case "routeTemplate" -> templates.add(id(value, "id", key, item.getKeyNode()));
      case "from" ->
          throw new RefusedException(
              line(item.getKeyNode()), "a bare 'from' has no id; wrap it in '- route:' with one");
      default -> {
        if (!OWN_FILE_ONLY.contains(key)) {
          throw new RefusedException(
              line(item.getKeyNode()),
              "top-level key '"
                  + key
                  + "' is unknown here or would reach beyond this file; use route,"
                  + " routeConfiguration, routeTemplate, templatedRoute or beans");
        }
      }
    }
  }

  private void route(Node value, Node key) throws RefusedException {
    String id = id(value, "id", "route", key);
    addRoute(id, new NodeTuple(key, value));
    Node policy = child(value, "routeConfigurationId");
    if (policy != null) {
      for (String each : text(policy).split(",")) {
        policies.put(each.strip(), line(policy));
      }
    }
    Node from = child(value, "from");
    inputs.put(id, directOf(from));
    Set<String> targets = new LinkedHashSet<>();
    collectDirect(child(from, "steps"), targets);
    sends.put(id, targets);
  }

  private void addRoute(String id, NodeTuple item) throws RefusedException {
    Integer before = routes.putIfAbsent(id, line(item.getKeyNode()));
    if (before != null) {
      throw new RefusedException(
          line(item.getKeyNode()), "route id '" + id + "' is used in line " + before + " already");
    }
  }

  private static String id(Node value, String field, String kind, Node key)
      throws RefusedException {
    Node id = child(value, field);
    if (id == null || text(id).isBlank()) {
      throw new RefusedException(
          line(key), "this " + kind + " needs " + field + ": what has no id cannot be replaced");
    }
    return text(id);
  }

  Map<String, Integer> routes() {
    return routes;
  }

  Set<String> configurations() {
    return configurations;
  }

  Set<String> templates() {
    return templates;
  }

  Map<String, Integer> policies() {
    return policies;
  }

  Map<String, Set<String>> calls() {
    Map<String, Set<String>> answer = new LinkedHashMap<>();
    sends.forEach(
        (caller, targets) -> {
          Set<String> called = new LinkedHashSet<>();
          inputs.forEach(
              (id, input) -> {
                if (input != null && targets.contains(input) && !id.equals(caller)) {
                  called.add(id);
                }
              });
          answer.put(caller, called);
        });
    return answer;
  }

  private static void collectDirect(Node node, Set<String> targets) {
    if (node instanceof SequenceNode list) {
      list.getValue().forEach(each -> collectDirect(each, targets));
    } else if (node instanceof MappingNode map) {
      String own = directOf(map);
      if (own != null) {
        targets.add(own);
      }
      map.getValue().forEach(each -> collectDirect(each.getValueNode(), targets));
    } else if (node instanceof ScalarNode scalar && scalar.getValue().startsWith("direct:")) {
      targets.add(bare(scalar.getValue()));
    }
  }

  private static String directOf(Node endpoint) {
    Node uri = child(endpoint, "uri");
    if (uri == null) {
      return null;
    }
    if (text(uri).equals("direct")) {
      return "direct:" + text(child(child(endpoint, "parameters"), "name"));
    }
    return text(uri).startsWith("direct:") ? bare(text(uri)) : null;
  }

  private static String bare(String uri) {
    return uri.replaceFirst("\\?.*", "");
  }

  private static Node child(Node node, String key) {
    if (node instanceof MappingNode map) {
      for (NodeTuple each : map.getValue()) {
        if (text(each.getKeyNode()).equals(key)) {
          return each.getValueNode();
        }
      }
    }
    return null;
  }

  private static String text(Node node) {
    return node instanceof ScalarNode scalar ? scalar.getValue() : "";
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }

  static RefusedException empty() {
    return new RefusedException("it holds no route; delete the file to remove its routes");
  }
}
