package io.serai.cli;

import io.vertx.core.Vertx;
import java.net.BindException;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Vert.x on which Camel serves health and metrics. Camel goes on when another process took the
 * port since somebody looked; this one knows it.
 */
final class ManagementServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ManagementServer.class);

  private final Vertx vertx = Vertx.vertx();
  private volatile String fault;

  /** One that serves nothing yet. */
  ManagementServer() {
    vertx.exceptionHandler(this::handle);
  }

  private void handle(Throwable thrown) {
    Optional<Throwable> refused =
        Stream.iterate(thrown, each -> each != null, Throwable::getCause)
            .filter(BindException.class::isInstance)
            .findFirst();
    refused.ifPresentOrElse(
        cause -> fault = cause.getMessage(),
        () -> LOG.error("The server of health and metrics has a fault", thrown));
  }

  /** For the registry, where Camel looks for it. */
  Vertx vertx() {
    return vertx;
  }

  /** Why it does not listen on its port, once started. */
  Optional<String> fault() {
    return Optional.ofNullable(fault);
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
