package io.serai.ops;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.SupervisingRouteController;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.service.ServiceHelper;

/** Exchanges the routes of one file in the running context, and puts the old ones back on error. */
final class LiveRoutes {

  private static final String PARENT = "parentRouteId";
  private static final String DIRECT = "direct:";

  private final CamelContext context;

  LiveRoutes(CamelContext context) {
    this.context = context;
  }

  boolean isStopping() {
    return context.isStopping();
  }

  boolean hasRoute(String id) {
    return model().getRouteDefinition(id) != null;
  }

  boolean hasConfiguration(String id) {
    return model().getRouteConfigurationDefinitions().stream().anyMatch(d -> id.equals(d.getId()));
  }

  /** Running routes other than those given. */
  List<Route> routesBeside(Set<String> ids) {
    return context.getRoutes().stream().filter(route -> !ids.contains(route.getRouteId())).toList();
  }

  /**
   * Puts {@code next} in the place of {@code previous}. Exchanges in flight finish first; calls to
   * a {@code direct:} input that is being exchanged wait for the new route.
   *
   * @throws RefusedException when the new routes do not start; the previous ones then run again, or
   *     the message says why not even these do
   */
  void exchange(RouteFile previous, RouteFile next) throws RefusedException {
    try {
      remove(previous);
      load(next);
    } catch (Exception failure) {
      throw RefusedException.afterUpdate(failure, next, putBack(previous, next));
    }
  }

  private String putBack(RouteFile previous, RouteFile next) {
    try {
      remove(next);
      remove(previous);
      load(previous);
      return "the previous content is in place again";
    } catch (Exception e) {
      return "and the previous content could not be put back either ("
          + RefusedException.describe(e)
          + "): the routes "
          + previous.routes().keySet()
          + " do not run; save a mended file, or restart";
    }
  }

  private void load(RouteFile file) throws Exception {
    if (!file.isNone()) {
      // not updateRoutes, which forgets templated routes; there is nothing left to update anyway
      PluginHelper.getRoutesLoader(context).loadRoutes(file.resource());
      if (context.getRouteController() instanceof SupervisingRouteController supervising) {
        supervising.startRoutes(true);
      }
    }
  }

  private void remove(RouteFile file) throws Exception {
    for (String id : file.callersFirst()) {
      removeRoute(id);
    }
    for (String id : file.templates()) {
      context.removeRouteTemplates(id);
    }
    for (RouteConfigurationDefinition each :
        List.copyOf(model().getRouteConfigurationDefinitions())) {
      if (file.configurations().contains(each.getId())) {
        model().removeRouteConfiguration(each);
      }
    }
  }

  private void removeRoute(String id) throws Exception {
    Route route = context.getRoute(id);
    if (route != null && route.getEndpoint().getEndpointUri().startsWith(DIRECT)) {
      // else callers would keep it busy, and the graceful stop would wait for a quiet moment
      ServiceHelper.suspendService(route.getConsumer());
    }
    List<String> withKamelets = new ArrayList<>(List.of(id));
    withKamelets.addAll(kameletsOf(id));
    for (String each : withKamelets) {
      RouteDefinition definition = model().getRouteDefinition(each);
      if (definition != null) {
        endExchanges(each);
        context.getRouteController().stopRoute(each);
        model().removeRouteDefinition(definition);
      }
    }
  }

  private void endExchanges(String id) {
    context.getRegistry().findByType(Endless.class).forEach(bean -> bean.endExchanges(id));
  }

  private List<String> kameletsOf(String parent) {
    List<String> answer = new ArrayList<>();
    Set<String> seen = new HashSet<>(Set.of(parent));
    for (RouteDefinition each : model().getRouteDefinitions()) {
      Map<String, Object> parameters = each.getTemplateParameters();
      if (parameters != null && parent.equals(parameters.get(PARENT)) && seen.add(each.getId())) {
        answer.add(each.getId());
        answer.addAll(kameletsOf(each.getId()));
      }
    }
    return answer;
  }

  private ModelCamelContext model() {
    return (ModelCamelContext) context;
  }
}
