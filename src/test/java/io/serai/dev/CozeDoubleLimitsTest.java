package io.serai.dev;

import static io.serai.dev.CozeCaller.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CozeDoubleLimitsTest {

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
  void should_refuse_at_once_when_a_bot_has_its_most_concurrent_calls() throws Exception {
    coze.behave(
        Behaviour.quick()
            .withLatency(600_000, 0)
            .withLimits(1, 0)
            .withBotLimits("wide", 2, 0)
            .withRateLimit(RateLimit.Kind.CODE, 3));
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    for (String bot : new String[] {"narrow", "wide", "wide"}) {
      waiting.add(caller.http().sendAsync(caller.v2(bot, "问"), BodyHandlers.ofString()));
    }
    await().until(() -> coze.stats().running() == 3);
    HttpResponse<String> narrow = caller.chat("narrow", "问");
    assertThat(tree(narrow).path("code").asInt()).isEqualTo(4013);
    assertThat(narrow.headers().firstValue("Retry-After")).hasValue("3");
    assertThat(caller.code("wide", "问")).isEqualTo(4009);
    Stats stats = coze.stats();
    assertThat(waiting).noneMatch(CompletableFuture::isDone);
    assertThat(stats.maxConcurrentPerBot()).containsEntry("narrow", 1).containsEntry("wide", 2);
    assertThat(stats.maxConcurrent()).isEqualTo(3);
    assertThat(stats.count(Outcome.OVER_LIMIT)).isEqualTo(2);
    assertThat(stats.callsPerBot()).containsEntry("narrow", 2L).containsEntry("wide", 3L);
  }

  @Test
  void should_take_calls_again_when_earlier_ones_have_ended() throws Exception {
    coze.behave(Behaviour.quick().withLimits(1, 0).withLatency(5, 0));
    for (int i = 0; i < 5; i++) {
      assertThat(caller.code("b1", "问")).isZero();
    }
    assertThat(coze.stats().count(Outcome.OVER_LIMIT)).isZero();
  }

  @Test
  void should_refuse_when_a_bot_has_used_up_its_calls_per_second() throws Exception {
    coze.behave(Behaviour.quick().withLimits(0, 0.001).withBotLimits("free", 0, 0));
    assertThat(caller.code("b1", "问")).isZero();
    assertThat(caller.code("b1", "问")).isEqualTo(4013);
    assertThat(caller.code("b2", "问")).isZero();
    for (int i = 0; i < 10; i++) {
      assertThat(caller.code("free", "问")).isZero();
    }
    assertThat(coze.stats().count(Outcome.OVER_LIMIT)).isEqualTo(1);
  }

  @Test
  void should_wait_for_the_latency_when_it_is_set() throws Exception {
    coze.behave(Behaviour.quick().withLatency(150, 50));
    long start = System.nanoTime();
    assertThat(caller.code("b1", "问")).isZero();
    assertThat(System.nanoTime() - start).isGreaterThan(95_000_000L);
    await().untilAsserted(() -> assertThat(coze.stats().latencySumMs()).isGreaterThan(95));
  }

  @Test
  void should_hold_many_calls_at_once_when_they_wait() {
    coze.behave(Behaviour.quick().withLatency(400, 100));
    List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      calls.add(caller.http().sendAsync(caller.v2("b" + i % 4, "问" + i), BodyHandlers.ofString()));
    }
    assertThat(calls).allSatisfy(call -> assertThat(call.join().body()).contains("\"code\":0"));
    Stats stats = coze.stats();
    assertThat(stats.count(Outcome.ANSWERED)).isEqualTo(200);
    assertThat(stats.maxConcurrent()).isGreaterThan(20);
    assertThat(stats.callsPerBot()).hasSize(4).allSatisfy((b, n) -> assertThat(n).isEqualTo(50));
    assertThat(stats.running()).isZero();
  }
}
