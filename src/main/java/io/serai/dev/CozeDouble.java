package io.serai.dev;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A local stand-in for the Coze open API: V2 chat ({@code POST /open_api/v2/chat}) and V3 chat
 * (create, retrieve, message list, cancel), without streams. It answers as the real API was seen
 * to: errors as HTTP 200 with a code, HTTP 401 for a bad token on retrieve and list, {@code
 * X-Tt-Logid} on every reply. What it does is set by {@link Behaviour}.
 *
 * <p>It listens on loopback, on one event loop, and keeps timers instead of threads. In a process
 * of its own it is steered by {@code GET /double/stats}, {@code POST /double/behaviour} (JSON, see
 * {@link Behaviour#fromJson}) and {@code POST /double/reset}. Thread-safe.
 */
public final class CozeDouble implements AutoCloseable {

  private static final String HOST = "127.0.0.1";
  private static final int BACKLOG = 4096;
  private static final long PATIENCE_SECONDS = 20;

  private final Vertx vertx;
  private final ChatEngine engine;
  private final V2Chat v2;
  private final V3Chat v3;
  private HttpServer server;

  private CozeDouble(Behaviour behaviour) {
    vertx = Vertx.vertx(options());
    engine = new ChatEngine(vertx, behaviour);
    v2 = new V2Chat(engine);
    v3 = new V3Chat(engine);
  }

  /** Starts a double on an ephemeral loopback port. */
  public static CozeDouble start(Behaviour behaviour) {
    return start(behaviour, 0);
  }

  /**
   * Starts a double on that loopback port; 0 takes an ephemeral one.
   *
   * @throws IllegalStateException when the port cannot be bound
   */
  public static CozeDouble start(Behaviour behaviour, int port) {
    CozeDouble started = new CozeDouble(behaviour);
    try {
      started.listen(port);
      return started;
    } catch (RuntimeException e) {
      started.close();
      throw new IllegalStateException(
          "the Coze double cannot listen on %s:%d; choose a free port, or 0".formatted(HOST, port),
          e);
    }
  }

  /**
   * Runs a double in a process of its own. It ends when standard input does, so a parent that dies
   * takes it along. Options: {@code --port 0}, {@code --behaviour JSON}, and every simple field of
   * the JSON form and every fault by its name, for instance {@code --latency-ms 600 --jitter-ms 200
   * --http500 0.01}.
   */
  public static void main(String[] args) throws IOException {
    DoubleArguments arguments = DoubleArguments.parse(args);
    try (CozeDouble running = start(arguments.behaviour(), arguments.port())) {
      System.out.println("coze-double listening on " + running.url());
      System.out.flush();
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }

  /** Base address, for instance {@code http://127.0.0.1:40123}. */
  public String url() {
    return "http://" + HOST + ":" + server.actualPort();
  }

  /** Address of V2 chat. */
  public String v2Url() {
    return url() + "/open_api/v2/chat";
  }

  /** The behaviour in force. */
  public Behaviour behaviour() {
    return engine.regime().behaviour;
  }

  /** Puts a behaviour in force; calls in flight keep theirs. */
  public void behave(Behaviour behaviour) {
    engine.behave(behaviour);
  }

  /** What was seen so far; also works after {@link #close}. */
  public Stats stats() {
    return engine.tally().snapshot();
  }

  /** Starts counts and the sequence of choices by chance anew; calls in flight stay in flight. */
  public void resetStats() {
    engine.reset();
  }

  /** Stops listening and cuts all connections. */
  @Override
  public void close() {
    await(vertx.close());
  }

  private void listen(int port) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(HOST)
            .setPort(port)
            .setAcceptBacklog(BACKLOG)
            .setHttp2ClearTextEnabled(false)
            .setPerFrameWebSocketCompressionSupported(false)
            .setPerMessageWebSocketCompressionSupported(false)
            .setHandle100ContinueAutomatically(true);
    server = vertx.createHttpServer(options);
    server.requestHandler(http -> BodyReader.read(http, this::received));
    await(server.listen());
  }

  private void received(HttpServerRequest http, byte[] body) {
    engine.guard(http, () -> route(http, body));
  }

  private void route(HttpServerRequest http, byte[] body) {
    if (body == null) {
      tooLarge(http);
      return;
    }
    boolean post = http.method() == HttpMethod.POST;
    String call = (post ? "POST " : http.method() == HttpMethod.GET ? "GET " : "? ") + http.path();
    switch (call) {
      case "POST /open_api/v2/chat" -> v2.chat(http, body);
      case "POST /v3/chat" -> v3.create(http, body);
      case "GET /v3/chat/retrieve", "POST /v3/chat/retrieve" -> v3.retrieve(http);
      case "GET /v3/chat/message/list", "POST /v3/chat/message/list" -> v3.list(http);
      case "POST /v3/chat/cancel" -> v3.cancel(http, body);
      case "GET /double/stats" -> control(http, stats().toJson());
      case "POST /double/behaviour" -> steer(http, body);
      case "POST /double/reset" -> {
        resetStats();
        control(http, "{\"code\":0}");
      }
      default -> engine.replies().error(http.response(), 404, 4000, "no such API: " + call);
    }
  }

  private void tooLarge(HttpServerRequest http) {
    engine.tally().arrived(new byte[0], http.headers(), 0);
    engine.tally().ended(Outcome.INVALID, 0);
    engine.replies().error(http.response(), 413, 4000, "the request body is larger than 15 MB");
  }

  private void steer(HttpServerRequest http, byte[] body) {
    try {
      behave(Behaviour.fromJson(new String(body, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      engine.replies().error(http.response(), 400, 4000, e.getMessage());
      return;
    }
    control(http, "{\"code\":0}");
  }

  private void control(HttpServerRequest http, String json) {
    engine.replies().json(http.response(), 200, json.getBytes(StandardCharsets.UTF_8));
  }

  /** One event loop, and nothing on disk. */
  private static VertxOptions options() {
    return new VertxOptions()
        .setEventLoopPoolSize(1)
        .setWorkerPoolSize(1)
        .setInternalBlockingPoolSize(1)
        .setFileSystemOptions(
            new FileSystemOptions()
                .setFileCachingEnabled(false)
                .setClassPathResolvingEnabled(false));
  }

  private static <T> T await(Future<T> future) {
    try {
      return future
          .toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the Coze double started or stopped", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the Coze double did not start or stop", e);
    }
  }
}
