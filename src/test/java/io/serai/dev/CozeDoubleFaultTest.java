package io.serai.dev;

import static io.serai.dev.CozeCaller.answer;
import static io.serai.dev.CozeCaller.tree;
import static io.serai.dev.CozeCaller.types;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CozeDoubleFaultTest {

  private CozeDouble coze;
  private CozeCaller caller;

  @BeforeEach
  void start() {
    coze = CozeDouble.start(Behaviour.quick());
    caller = new CozeCaller(coze.url());
  }

  @AfterEach
  void stop() {
    coze.close();
  }

  @Test
  void should_answer_http_500_when_that_share_is_1() throws Exception {
    always(Fault.HTTP_500);
    HttpResponse<String> response = caller.chat("b1", "问");
    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(tree(response).path("code").asInt()).isEqualTo(5000);
    assertOnly(Outcome.HTTP_500, 1);
  }

  @Test
  void should_answer_html_with_http_502_when_that_share_is_1() throws Exception {
    always(Fault.HTML_502);
    HttpResponse<String> response = caller.chat("b1", "问");
    assertThat(response.statusCode()).isEqualTo(502);
    assertThat(response.headers().firstValue("Content-Type")).hasValue("text/html");
    assertThat(response.headers().firstValue("X-Tt-Logid")).isPresent();
    assertThat(response.body()).contains("<h1>502 Bad Gateway</h1>");
    assertOnly(Outcome.HTML_502, 1);
  }

  @Test
  void should_answer_4013_and_4009_by_turns_when_the_rate_limit_is_a_code() throws Exception {
    always(Fault.RATE_LIMITED);
    HttpResponse<String> first = caller.chat("b1", "问");
    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(first.headers().firstValue("Retry-After")).isEmpty();
    assertThat(tree(first).path("code").asInt()).isEqualTo(4013);
    assertThat(caller.code("b1", "问")).isEqualTo(4009);
    assertThat(caller.code("b1", "问")).isEqualTo(4013);
    assertOnly(Outcome.RATE_LIMITED, 3);
  }

  @Test
  void should_answer_http_429_with_retry_after_when_so_set() throws Exception {
    coze.behave(
        Behaviour.quick()
            .withFault(Fault.RATE_LIMITED, 1)
            .withRateLimit(RateLimit.Kind.HTTP_429, 7));
    HttpResponse<String> response = caller.chat("b1", "问");
    assertThat(response.statusCode()).isEqualTo(429);
    assertThat(response.headers().firstValue("Retry-After")).hasValue("7");
  }

  @Test
  void should_cut_the_json_but_not_the_connection_when_truncating() throws Exception {
    always(Fault.TRUNCATED_JSON);
    HttpResponse<String> response = caller.chat("b1", "问");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).startsWith("{\"messages\":[");
    assertThatThrownBy(() -> tree(response)).isInstanceOf(JsonProcessingException.class);
    assertOnly(Outcome.TRUNCATED, 1);
  }

  @Test
  void should_send_no_answer_and_an_empty_one_by_turns_when_empty() throws Exception {
    always(Fault.EMPTY_ANSWER);
    JsonNode first = tree(caller.chat("b1", "问"));
    assertThat(first.path("code").asInt(-1)).isZero();
    assertThat(types(first.path("messages"))).doesNotContain("answer");
    assertThat(answer(caller.chat("b1", "问"))).isEmpty();
    assertThat(answer(caller.chat("b1", "问"))).isNull();
    assertOnly(Outcome.EMPTY, 3);
  }

  @Test
  void should_never_answer_and_free_the_bot_when_the_client_gives_up_on_a_hang() {
    always(Fault.HANG);
    assertThatThrownBy(() -> caller.send(impatient("问"))).isInstanceOf(HttpTimeoutException.class);
    await().until(() -> coze.stats().running() == 0);
    assertThat(coze.stats().maxConcurrent()).isEqualTo(1);
    assertOnly(Outcome.HUNG, 1);
  }

  @Test
  void should_count_the_call_as_abandoned_when_the_client_leaves_before_the_answer() {
    coze.behave(Behaviour.quick().withLatency(600_000, 0));
    assertThatThrownBy(() -> caller.send(impatient("问"))).isInstanceOf(HttpTimeoutException.class);
    await().until(() -> coze.stats().count(Outcome.ABANDONED) == 1);
    assertThat(coze.stats().running()).isZero();
  }

  @Test
  void should_reset_the_connection_inside_the_body_when_dropping() throws Exception {
    always(Fault.DROP_CONNECTION);
    URI uri = URI.create(coze.v2Url());
    String body = CozeCaller.json(Map.of("bot_id", "b1", "user", "u1", "query", "q"));
    String request =
        "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(uri.getPath(), body.length(), body);
    StringBuilder seen = new StringBuilder();
    try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      assertThatThrownBy(() -> readInto(seen, in)).isInstanceOf(SocketException.class);
    }
    assertThat(seen.toString()).contains("200 OK").contains("{\"messages\":[").doesNotContain("}]");
    assertThatThrownBy(() -> caller.chat("b1", "问")).isInstanceOf(IOException.class);
    assertThat(coze.stats().running()).isZero();
    assertThat(coze.stats().count(Outcome.DROPPED)).isGreaterThanOrEqualTo(2);
  }

  @Test
  void should_send_one_byte_a_second_when_dripping() throws Exception {
    always(Fault.SLOW_DRIP);
    HttpResponse<InputStream> response =
        caller.http().send(caller.v2("b1", "问"), BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      assertThat(body.read()).isEqualTo('{');
      long first = System.nanoTime();
      assertThat(body.read()).isEqualTo('"');
      assertThat(System.nanoTime() - first).isGreaterThan(500_000_000L);
    }
    await().until(() -> coze.stats().running() == 0);
    assertOnly(Outcome.DRIPPED, 1);
  }

  @Test
  void should_meet_the_fault_that_the_query_names() throws Exception {
    assertThat(caller.chat("b1", "[[fault:html502]]").statusCode()).isEqualTo(502);
    assertThat(caller.chat("b1", "问").statusCode()).isEqualTo(200);
  }

  @Test
  void should_repeat_its_faults_when_the_seed_is_the_same() throws Exception {
    Behaviour mixed =
        Behaviour.quick()
            .withFault(Fault.HTTP_500, 0.3)
            .withFault(Fault.RATE_LIMITED, 0.2)
            .withSeed(42);
    coze.behave(mixed);
    List<String> first = outcomes(80);
    assertThat(coze.stats().count(Outcome.HTTP_500)).isBetween(10L, 40L);
    assertThat(coze.stats().count(Outcome.RATE_LIMITED)).isBetween(4L, 32L);
    coze.resetStats();
    assertThat(outcomes(80)).isEqualTo(first);
    coze.behave(mixed.withSeed(43));
    assertThat(outcomes(80)).isNotEqualTo(first);
  }

  private List<String> outcomes(int calls) throws Exception {
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      HttpResponse<String> response = caller.chat("b1", "问");
      seen.add(response.statusCode() + "/" + tree(response).path("code").asInt());
    }
    return seen;
  }

  private void always(Fault fault) {
    coze.behave(Behaviour.quick().withFault(fault, 1));
  }

  private HttpRequest impatient(String query) {
    return caller
        .v2(Map.of("bot_id", "b1", "user", "u1", "query", query))
        .timeout(Duration.ofMillis(300))
        .build();
  }

  private void assertOnly(Outcome outcome, long count) {
    assertThat(coze.stats().outcomes()).containsExactly(Map.entry(outcome, count));
  }

  private static void readInto(StringBuilder seen, InputStream in) throws IOException {
    for (int next = in.read(); next >= 0; next = in.read()) {
      seen.append((char) next);
    }
  }
}
