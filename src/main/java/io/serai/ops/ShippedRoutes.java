package io.serai.ops;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;

/** The route files inside the application that a user's file of the same name overrides. */
final class ShippedRoutes {

  private static final String FOLDER = "classpath:routes/";

  private final CamelContext context;
  private final LiveRoutes live;
  private final Set<String> names;
  private final Map<String, RouteFile> files = new HashMap<>();

  ShippedRoutes(CamelContext context, LiveRoutes live, Set<String> names) {
    this.context = context;
    this.live = live;
    this.names = Set.copyOf(names);
  }

  /**
   * The shipped file of that name if the application had loaded it when it was first asked for;
   * else nothing, so that a line which is switched off is not switched on by deleting a file.
   */
  RouteFile file(String name) throws RefusedException {
    if (!names.contains(name)) {
      return RouteFile.none(name);
    }
    RouteFile known = files.get(name);
    if (known == null) {
      RouteFile read = read(name);
      known = isLoaded(read) ? read : RouteFile.none(name);
      files.put(name, known);
    }
    return known;
  }

  private boolean isLoaded(RouteFile file) {
    return file.routes().keySet().stream().anyMatch(live::hasRoute)
        || file.configurations().stream().anyMatch(live::hasConfiguration);
  }

  private RouteFile read(String name) throws RefusedException {
    String location = FOLDER + name;
    Resource resource = PluginHelper.getResourceLoader(context).resolveResource(location);
    if (!resource.exists()) {
      throw new RefusedException("it is said to override " + location + ", which does not exist");
    }
    try (InputStream in = resource.getInputStream()) {
      return RouteFile.parse(name, location, new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new RefusedException("the shipped file " + location + " cannot be read: " + e);
    }
  }
}
