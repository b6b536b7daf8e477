package io.serai.ops;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * The content of one {@code *.camel.yaml} file and what it defines. Immutable.
 *
 * @param name file name without folder
 * @param location where it came from, as Camel writes it ({@code file:…}, {@code classpath:…})
 * @param content the text itself, kept so that it can be put back
 * @param routes id of each route, with its line
 * @param configurations ids of its route configurations
 * @param templates ids of its route templates
 * @param policies ids of the route configurations that its routes name, with the line
 * @param calls for each route the ids of this file's routes that it sends to by {@code direct:}
 */
record RouteFile(
    String name,
    String location,
    String content,
    Map<String, Integer> routes,
    Set<String> configurations,
    Set<String> templates,
    Map<String, Integer> policies,
    Map<String, Set<String>> calls) {

  /** Nothing at all: what stands before a new file and after a deleted one. */
  static RouteFile none(String name) {
    return new RouteFile(name, "", "", Map.of(), Set.of(), Set.of(), Map.of(), Map.of());
  }

  /**
   * Reads the outline of a file. Refuses what Camel's own loader lets pass although it cannot be
   * reloaded safely: keys it would ignore or apply to all files, and routes without an id.
   */
  static RouteFile parse(String name, String location, String content) throws RefusedException {
    RouteOutline outline = new RouteOutline();
    try {
      Optional<Node> root =
          new Compose(LoadSettings.builder().setLabel(name).build()).composeString(content);
      outline.read(root.orElseThrow(RouteOutline::empty));
    } catch (YamlEngineException e) {
      throw RefusedException.of(e, null);
    }
    return new RouteFile(
        name,
        location,
        content,
        outline.routes(),
        outline.configurations(),
        outline.templates(),
        outline.policies(),
        outline.calls());
  }

  boolean isNone() {
    return content.isEmpty();
  }

  Resource resource() {
    return ResourceHelper.fromString(location, content);
  }

  /** Ids of its routes, callers before those that they call, as they must be stopped. */
  List<String> callersFirst() {
    Set<String> ordered = new LinkedHashSet<>();
    Set<String> left = new LinkedHashSet<>(routes.keySet());
    while (!left.isEmpty()) {
      String next =
          left.stream()
              .filter(id -> left.stream().noneMatch(other -> callsOf(other).contains(id)))
              .findFirst()
              .orElseGet(() -> left.iterator().next());
      ordered.add(next);
      left.remove(next);
    }
    return List.copyOf(ordered);
  }

  private Set<String> callsOf(String id) {
    return calls.getOrDefault(id, Set.of());
  }
}
