package io.serai.ops;

import java.util.OptionalInt;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

/** A route file cannot be taken over; says why and, when it is known, in which line. */
final class RefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int line;
  private final boolean touchedRoutes;

  private RefusedException(int line, String reason, boolean touchedRoutes, Throwable cause) {
    super(reason, cause);
    this.line = line;
    this.touchedRoutes = touchedRoutes;
  }

  RefusedException(String reason) {
    this(0, reason, false, null);
  }

  RefusedException(int line, String reason) {
    this(line, reason, false, null);
  }

  /** Names the cause of a failed load, and its line as far as Camel or the file tells it. */
  static RefusedException of(Throwable failure, RouteFile file) {
    return new RefusedException(lineOf(failure, file), describe(failure), false, failure);
  }

  /** The update of the running routes failed, although the file had passed all checks. */
  static RefusedException afterUpdate(Throwable failure, RouteFile file, String outcome) {
    return new RefusedException(
        lineOf(failure, file), describe(failure) + "; " + outcome, true, failure);
  }

  OptionalInt line() {
    return line > 0 ? OptionalInt.of(line) : OptionalInt.empty();
  }

  /** Whether running routes were stopped for it, so that another try has a price. */
  boolean touchedRoutes() {
    return touchedRoutes;
  }

  static String describe(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null && deepest.getCause() != deepest) {
      deepest = deepest.getCause();
    }
    String what =
        deepest instanceof MarkedYamlEngineException marked
            ? marked.getProblem()
            : deepest.getMessage();
    if (what == null || what.isBlank()) {
      what = deepest.toString();
    }
    String route = routeOf(failure);
    String flat = what.strip().replaceAll("\\s+", " ");
    return route == null || flat.contains(route) ? flat : "route " + route + ": " + flat;
  }

  private static int lineOf(Throwable failure, RouteFile file) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof MarkedYamlEngineException marked && marked.getProblemMark().isPresent()) {
        return marked.getProblemMark().get().getLine() + 1;
      }
    }
    String route = routeOf(failure);
    return file == null || route == null ? 0 : file.routes().getOrDefault(route, 0);
  }

  private static String routeOf(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof FailedToCreateRouteException create) {
        return create.getRouteId();
      }
      if (each instanceof FailedToStartRouteException start) {
        return start.getRouteId();
      }
    }
    return null;
  }
}
