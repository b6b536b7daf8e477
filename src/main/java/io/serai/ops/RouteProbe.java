package io.serai.ops;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.MultipleConsumersSupport;
import org.apache.camel.Route;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.ComponentResolver;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;

/**
 * Tries a route file in a scratch context beside the running one: everything is built and started
 * except the consumers, so that nothing is read from anywhere.
 */
final class RouteProbe {

  private final CamelContext live;

  RouteProbe(CamelContext live) {
    this.live = live;
  }

  /**
   * Builds the routes of the file.
   *
   * @return the inputs that allow one consumer only, with the route that consumes
   * @throws RefusedException when anything in the file cannot be built
   */
  Map<String, String> probe(RouteFile file) throws RefusedException {
    try (DefaultCamelContext scratch = scratch()) {
      scratch.start();
      PluginHelper.getRoutesLoader(scratch).loadRoutes(file.resource());
      scratch.addRoutes(usersOf(file.configurations()));
      return exclusiveInputs(scratch.getRoutes());
    } catch (Exception | LinkageError e) {
      throw RefusedException.of(e, file);
    }
  }

  private static Map<String, String> exclusiveInputs(Collection<Route> routes) {
    Map<String, String> answer = new LinkedHashMap<>();
    for (Route route : routes) {
      boolean shared =
          route.getEndpoint() instanceof MultipleConsumersSupport support
              && support.isMultipleConsumersSupported();
      if (!shared && !route.isCreatedByKamelet()) {
        answer.put(route.getEndpoint().getEndpointUri(), route.getRouteId());
      }
    }
    return answer;
  }

  private DefaultCamelContext scratch() throws Exception {
    DefaultCamelContext scratch = new DefaultCamelContext(false);
    scratch.getCamelContextExtension().setName(live.getName() + "-scratch");
    scratch.disableJMX();
    scratch.setStartupSummaryLevel(StartupSummaryLevel.Off);
    scratch.setApplicationContextClassLoader(live.getApplicationContextClassLoader());
    scratch.setAutowiredEnabled(live.isAutowiredEnabled());
    scratch
        .getCamelContextExtension()
        .setRegistry(new DefaultRegistry(new BorrowedBeans(live.getRegistry())));
    scratch
        .getPropertiesComponent()
        .addPropertiesSource(new BorrowedProperties(live.getPropertiesComponent()));
    ComponentResolver usual = PluginHelper.getComponentResolver(scratch);
    scratch
        .getCamelContextExtension()
        .addContextPlugin(ComponentResolver.class, new ScratchComponents(live, usual));
    scratch.addModelLifecycleStrategy(new NoConsumers());
    return scratch;
  }

  /** Route configurations are built only with a route that uses them, so each gets one. */
  private static RouteBuilder usersOf(Collection<String> configurations) {
    return new RouteBuilder() {
      @Override
      public void configure() {
        for (String id : configurations) {
          from("direct:serai-probe-" + id)
              .routeId("routeConfiguration " + id)
              .routeConfigurationId(id)
              .stop();
        }
      }
    };
  }

  /** Keeps every route of the scratch context, those of kamelets too, from consuming. */
  private static final class NoConsumers extends ModelLifecycleStrategySupport {
    @Override
    public void onAddRouteDefinition(RouteDefinition route) {
      route.setAutoStartup("false");
    }
  }
}
