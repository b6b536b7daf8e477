package io.serai.ops;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;

/** A running context with a routes folder beside it, and a class path of its own to ship routes. */
final class ReloadFixture implements AutoCloseable {

  static final String SHIPPED = "line.camel.yaml";

  final CamelContext context = new DefaultCamelContext();
  final Path folder;
  final Path kamelets;
  final RouteReload reload;
  private final URLClassLoader classPath;

  ReloadFixture(Path root) throws Exception {
    folder = Files.createDirectories(root.resolve("routes.d"));
    kamelets = Files.createDirectories(root.resolve("kamelets"));
    Path shipped = Files.createDirectories(root.resolve("jar/routes")).resolve(SHIPPED);
    Files.writeString(shipped, route("line-main", "shipped") + route("line-extra", "shipped"));
    classPath =
        new URLClassLoader(
            new URL[] {root.resolve("jar").toUri().toURL()}, getClass().getClassLoader());
    context.setApplicationContextClassLoader(classPath);
    context.getPropertiesComponent().addInitialProperty("greeting", "hello");
    reload = new RouteReload(context, folder, Set.of(SHIPPED));
  }

  /** Starts with the shipped file and one more route of the application. */
  ReloadFixture start() throws Exception {
    context.getComponent("kamelet", KameletComponent.class).setLocation("file:" + kamelets);
    load("classpath:routes/" + SHIPPED);
    context.start();
    return this;
  }

  void load(String location) throws Exception {
    PluginHelper.getRoutesLoader(context)
        .loadRoutes(PluginHelper.getResourceLoader(context).resolveResource(location));
  }

  void write(String name, String... parts) throws IOException {
    Files.writeString(folder.resolve(name), String.join("", parts));
  }

  void delete(String name) throws IOException {
    Files.delete(folder.resolve(name));
  }

  /** Two readings: the second finds what the first found, and takes it over. */
  ReloadReport settle() {
    reload.poll();
    return reload.poll();
  }

  String ask(String routeId) {
    Exchange answer =
        context
            .createFluentProducerTemplate()
            .to("direct:" + routeId)
            .withBody("?")
            .request(Exchange.class);
    if (answer.getException() != null) {
      throw new IllegalStateException(answer.getException());
    }
    return answer.getMessage().getBody(String.class);
  }

  /** Runs it in a thread of its own; the common pool may have one only. */
  static <T> CompletableFuture<T> async(Supplier<T> task) {
    return CompletableFuture.supplyAsync(task, command -> new Thread(command).start());
  }

  /** A route that answers a constant on the direct: endpoint of its id. */
  static String route(String id, String answer) {
    return route(id, "", "setBody: {expression: {simple: {expression: '" + answer + "'}}}");
  }

  /** A route with one step in flow style, and one more line of the route's own keys. */
  static String route(String id, String keys, String step) {
    return """
    - route:
        id: %s
        %s
        from:
          uri: direct:%s
          steps:
            - %s
    """
        .formatted(id, keys, id, step);
  }

  @Override
  public void close() throws IOException {
    context.stop();
    classPath.close();
  }
}
