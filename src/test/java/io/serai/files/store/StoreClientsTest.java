package io.serai.files.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** What goes over the wire; a storage does not tell. */
class StoreClientsTest {

  private static final int LARGE = 1 << 20;

  private final List<Map<String, List<String>>> requests = new CopyOnWriteArrayList<>();
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.add(Map.copyOf(exchange.getRequestHeaders()));
    exchange.getRequestBody().readAllBytes();
    exchange.getResponseHeaders().add("ETag", "\"x\"");
    exchange.sendResponseHeaders(200, -1);
    exchange.close();
  }

  private Map<String, List<String>> put(int size) {
    return put("127.0.0.1", size);
  }

  private Map<String, List<String>> put(String host, int size) {
    StoreSettings settings =
        new StoreSettings(
            URI.create("http://" + host + ":" + server.getAddress().getPort()),
            "access",
            "secret",
            "cn-north-4",
            true,
            Duration.ofSeconds(5));
    try (S3Client s3 = StoreClients.s3(settings, 1)) {
      s3.putObject(request -> request.bucket("b").key("k"), RequestBody.fromBytes(new byte[size]));
    }
    assertThat(requests).hasSize(1);
    return requests.get(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, LARGE - 1})
  void should_send_a_small_body_without_asking_first(int size) {
    assertThat(put(size)).doesNotContainKey("Expect");
  }

  @Test
  void should_ask_first_when_a_body_is_large() {
    assertThat(put(LARGE)).containsEntry("Expect", List.of("100-continue"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost"})
  void should_leave_bodies_unsigned_when_the_storage_is_on_this_machine(String host) {
    assertThat(put(host, 10))
        .containsEntry("X-amz-content-sha256", List.of("UNSIGNED-PAYLOAD"))
        .containsEntry("Content-length", List.of("10"))
        .doesNotContainKeys("X-amz-trailer", "X-amz-sdk-checksum-algorithm", "Content-encoding");
  }

  /** Serai does not know that this is the loopback address. */
  @Test
  void should_sign_chunks_without_trailers_when_it_is_http_to_another_machine() {
    assertThat(put("[::ffff:127.0.0.1]", 10))
        .containsEntry("X-amz-content-sha256", List.of("STREAMING-AWS4-HMAC-SHA256-PAYLOAD"))
        .doesNotContainKeys("X-amz-trailer", "X-amz-sdk-checksum-algorithm");
  }

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:9000, true",
    "http://127.3.2.1:9000, true",
    "http://localhost:9000, true",
    "http://[::1]:9000, true",
    "http://127.0.0.1, false",
    "http://127.0.0.1:443, false",
    "http://10.0.0.1:9000, false",
    "http://127.0.0.1.example.com:9000, false",
    "http://localhost.example.com:9000, false"
  })
  void should_take_only_loopback_addresses_for_this_machine(URI endpoint, boolean here) {
    assertThat(UnsignedBodies.mayBeSentTo(endpoint)).isEqualTo(here);
  }
}
