package io.serai.ops;

import java.util.Collection;
import java.util.Map;
import org.apache.camel.Route;

/** Decides whether new content of a file may take the place of the old, before anything is done. */
final class RouteCheck {

  private final LiveRoutes live;
  private final RouteProbe probe;

  RouteCheck(LiveRoutes live, RouteProbe probe) {
    this.live = live;
    this.probe = probe;
  }

  void check(RouteFile before, RouteFile after, Collection<RouteFile> others)
      throws RefusedException {
    checkIds(before, after, others);
    checkPolicies(after);
    checkInputs(before, after, probe.probe(after));
  }

  private void checkIds(RouteFile before, RouteFile after, Collection<RouteFile> others)
      throws RefusedException {
    for (Map.Entry<String, Integer> route : after.routes().entrySet()) {
      String id = route.getKey();
      if (!before.routes().containsKey(id) && live.hasRoute(id)) {
        String owner =
            others.stream()
                .filter(file -> file.routes().containsKey(id))
                .map(file -> "is that of a route in " + file.name())
                .findFirst()
                .orElse(
                    "is one of Serai's own routes; only a file named as the shipped one that holds"
                        + " it overrides it");
        throw new RefusedException(route.getValue(), "route id '" + id + "' " + owner);
      }
    }
  }

  private void checkPolicies(RouteFile after) throws RefusedException {
    for (Map.Entry<String, Integer> policy : after.policies().entrySet()) {
      String id = policy.getKey();
      boolean open = id.contains("*") || id.contains("{{");
      if (!open && !after.configurations().contains(id) && !live.hasConfiguration(id)) {
        throw new RefusedException(
            policy.getValue(), "there is no routeConfiguration '" + id + "'; correct its name");
      }
    }
  }

  private void checkInputs(RouteFile before, RouteFile after, Map<String, String> inputs)
      throws RefusedException {
    for (Route other : live.routesBeside(before.routes().keySet())) {
      String mine = inputs.get(other.getEndpoint().getEndpointUri());
      if (mine != null) {
        throw new RefusedException(
            after.routes().getOrDefault(mine, 0),
            "route '" + mine + "' consumes the same input as route '" + other.getRouteId() + "'");
      }
    }
  }
}
