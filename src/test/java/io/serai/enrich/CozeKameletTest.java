package io.serai.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kamelets against an API that answers slowly. */
@Timeout(30)
class CozeKameletTest {

  private static final int TIMEOUT_MS = 1_000;
  private static final String CHAT =
      "{\"code\":0,\"data\":{\"id\":\"1\",\"conversation_id\":\"2\",\"status\":\"%s\"}}";
  private static final Map<String, String> REPLIES =
      Map.of(
          "/v2",
          "{\"code\":0,\"messages\":[{\"type\":\"answer\",\"content\":\"yes\"}]}",
          "/v3",
          CHAT.formatted("in_progress"),
          "/v3/retrieve",
          CHAT.formatted("completed"),
          "/v3/message/list",
          "{\"code\":0,\"data\":[{\"type\":\"answer\",\"content\":\"yes\"}]}");

  private final CountDownLatch over = new CountDownLatch(1);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CamelContext camel = new DefaultCamelContext();
  private HttpServer server;
  private volatile String slow = "";
  private volatile int atOnce;
  private volatile String timeLeftSent;

  private record Prompt(String bot, String text) implements ChatPrompt {}

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
    camel.setStreamCaching(false);
    camel.getComponent("http", HttpComponent.class).setAutomaticRetriesDisabled(true);
    camel.addRoutes(
        new RouteBuilder() {
          @Override
          public void configure() {
            errorHandler(noErrorHandler());
            from("direct:v2").to(uri("coze-chat-action", "v2"));
            from("direct:v3").to(uri("coze-chat-v3-action", "v3") + "&pollInterval=50");
          }
        });
    camel.start();
  }

  private String uri(String kamelet, String path) {
    return "kamelet:%s?url=http://127.0.0.1:%d/%s&accessToken=x&requestTimeout=%d"
        .formatted(kamelet, server.getAddress().getPort(), path, TIMEOUT_MS);
  }

  @AfterEach
  void stop() {
    over.countDown();
    camel.stop();
    server.stop(0);
    threads.shutdownNow();
  }

  /** Slowly means a byte every tenth of a second, or after so many bytes none at all. */
  private void answer(HttpExchange http) throws IOException {
    timeLeftSent = http.getRequestHeaders().getFirst("Serai-Time-Left");
    String path = http.getRequestURI().getPath();
    byte[] body = REPLIES.get(path).getBytes(StandardCharsets.UTF_8);
    boolean slowly = path.equals(slow);
    try (OutputStream out = http.getResponseBody()) {
      if (slowly && atOnce < 0) {
        over.await();
      }
      http.sendResponseHeaders(200, body.length);
      for (int i = 0; i < body.length; i++) {
        if (slowly && (atOnce == 0 || i == atOnce)) {
          out.flush();
          over.await(atOnce == 0 ? 100 : Integer.MAX_VALUE, TimeUnit.MILLISECONDS);
        }
        out.write(body[i]);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "v2, /v2, 0",
    "v2, /v2, -1",
    "v2, /v2, 5",
    "v3, /v3, 0",
    "v3, /v3, -1",
    "v3, /v3/retrieve, 0",
    "v3, /v3/retrieve, -1",
    "v3, /v3/retrieve, 5",
    "v3, /v3/message/list, 0",
    "v3, /v3/message/list, -1"
  })
  void should_cut_off_a_call_when_its_time_is_over(String version, String path, int bytesAtOnce) {
    slow = path;
    atOnce = bytesAtOnce;

    long began = System.nanoTime();
    Exchange exchange = ask(version);
    Duration took = Duration.ofNanos(System.nanoTime() - began);

    assertThat(EnrichFailures.failure(exchange.getException()).code()).isEqualTo("TIMEOUT");
    assertThat(took).isBetween(Duration.ofMillis(900), Duration.ofMillis(2_500));

    slow = "";
    assertThat(ask(version).getMessage().getBody(ChatAnswer.class).text()).isEqualTo("yes");
  }

  @Test
  void should_keep_the_time_that_is_left_to_itself() {
    assertThat(ask("v3").getMessage().getBody(ChatAnswer.class).text()).isEqualTo("yes");
    assertThat(timeLeftSent).isNull();
  }

  private Exchange ask(String version) {
    return camel
        .createFluentProducerTemplate()
        .to("direct:" + version)
        .withBody(new Prompt("bot", "text"))
        .send();
  }
}
