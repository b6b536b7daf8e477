package io.serai.architecture;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Holds route files against the rules of the house; see the single checks. */
final class RouteChecks {

  /**
   * What the files may refer to without defining it.
   *
   * @param properties keys that a {@code {{key}}} may name
   * @param beans names in the registry
   * @param directs ids of routes made in Java that consume {@code direct:<id>}
   */
  record Known(Set<String> properties, Set<String> beans, Set<String> directs) {}

  private final Known known;

  RouteChecks(Known known) {
    this.known = known;
  }

  /** One sentence for each fault, beginning with the file; empty when all is well. */
  List<String> faults(List<Path> files) {
    RouteSet routes = RouteSet.read(files);
    List<String> faults = new ArrayList<>();
    RouteSchemaCheck.check(routes, faults);
    RouteShapeCheck.check(routes, faults);
    RouteFormCheck.check(routes, faults);
    RouteReferenceCheck.check(routes, known, faults);
    RouteEndpointCheck.check(routes, faults);
    RouteExpressionCheck.check(routes, faults);
    return faults;
  }
}
