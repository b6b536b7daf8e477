package io.serai.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BotPoolTest {

  private final ManualClock clock = new ManualClock();
  private final AtomicBoolean apiUp = new AtomicBoolean(true);
  private final BotPool pool = pool("a", "b", "c");

  private BotPool pool(String... bots) {
    return new BotPool(List.of(bots), 64, inFlight -> apiUp.get(), clock);
  }

  @AfterEach
  void wakeWhoeverWaits() {
    pool.close();
  }

  @Test
  void should_share_calls_evenly_when_all_bots_are_well() throws Exception {
    Map<String, Integer> calls = new HashMap<>();
    for (int i = 0; i < 30; i++) {
      calls.merge(pool.acquire().botId(), 1, Integer::sum);
    }
    assertThat(calls).containsOnly(Map.entry("a", 10), Map.entry("b", 10), Map.entry("c", 10));
  }

  @Test
  void should_take_turns_when_calls_come_one_after_the_other() throws Exception {
    Map<String, Integer> calls = new HashMap<>();
    for (int i = 0; i < 30; i++) {
      BotCall call = pool.acquire();
      calls.merge(call.botId(), 1, Integer::sum);
      pool.succeeded(call);
    }
    assertThat(calls).containsOnly(Map.entry("a", 10), Map.entry("b", 10), Map.entry("c", 10));
  }

  @Test
  void should_ask_the_least_loaded_when_one_bot_is_slow() throws Exception {
    List<BotCall> slow = List.of(pool.acquire(), pool.acquire(), pool.acquire());
    pool.succeeded(slow.get(1));
    assertThat(pool.acquire().botId()).isEqualTo(slow.get(1).botId());
  }

  @Test
  void should_leave_a_bot_alone_when_it_turned_a_call_away() throws Exception {
    BotCall call = pool.acquire();
    pool.throttled(call, Duration.ofSeconds(10));
    for (int i = 0; i < 20; i++) {
      assertThat(pool.acquire().botId()).isNotEqualTo(call.botId());
    }
    assertThat(state(call.botId()).coolingMs()).isEqualTo(10_000);
  }

  @Test
  void should_send_one_call_on_trial_when_the_pause_is_over() throws Exception {
    BotCall call = pool.acquire();
    pool.throttled(call, Duration.ofSeconds(10));
    clock.advance(Duration.ofSeconds(10));
    int trials = 0;
    for (int i = 0; i < 20; i++) {
      trials += pool.acquire().botId().equals(call.botId()) ? 1 : 0;
    }
    assertThat(trials).isEqualTo(1);
    assertThat(state(call.botId()).state()).isEqualTo("trial");
  }

  @Test
  void should_let_no_call_out_when_all_bots_pause() throws Exception {
    List<BotCall> calls = List.of(pool.acquire(), pool.acquire(), pool.acquire());
    calls.forEach(call -> pool.throttled(call, Duration.ofMillis(20)));
    CompletableFuture<BotCall> waiting = acquireElsewhere(pool);
    awaitLooks(5);
    assertThat(waiting).isNotDone();
    assertThat(pool.states()).allSatisfy(bot -> assertThat(bot.inFlight()).isZero());
    clock.advance(Duration.ofSeconds(1));
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void should_let_no_call_out_when_the_api_is_away() throws Exception {
    apiUp.set(false);
    CompletableFuture<BotCall> waiting = acquireElsewhere(pool);
    awaitLooks(2);
    assertThat(waiting).isNotDone();
    apiUp.set(true);
    assertThat(waiting.get(10, TimeUnit.SECONDS)).isNotNull();
  }

  @Test
  void should_go_on_with_the_others_when_one_bot_is_blocked() throws Exception {
    BotCall call = pool.acquire();
    pool.blocked(call, "4101");
    for (int i = 0; i < 20; i++) {
      assertThat(pool.acquire().botId()).isNotEqualTo(call.botId());
    }
    assertThat(state(call.botId()).state()).isEqualTo("blocked");
  }

  @Test
  void should_name_every_reason_when_all_bots_are_blocked() throws Exception {
    blockAll();
    assertThatThrownBy(pool::acquire)
        .isInstanceOf(NoUsableBotException.class)
        .hasMessageContainingAll("a: why a", "b: why b", "c: why c")
        .hasMessageContainingAll("COZE_AUTHORIZATION", "COZE_BOT_IDS");
  }

  @Test
  void should_refuse_those_who_wait_when_the_last_bot_is_blocked() throws Exception {
    BotPool one = new BotPool(List.of("a"), 1, inFlight -> true, clock);
    BotCall call = one.acquire();
    List<CompletableFuture<BotCall>> waiting =
        List.of(acquireElsewhere(one), acquireElsewhere(one), acquireElsewhere(one));
    one.blocked(call, "4101");
    for (CompletableFuture<BotCall> future : waiting) {
      assertThatThrownBy(() -> future.get(10, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseInstanceOf(NoUsableBotException.class);
    }
  }

  @Test
  void should_try_blocked_bots_again_when_the_pool_is_opened_for_another_run() throws Exception {
    blockAll();
    pool.close();
    pool.open();
    BotCall call = pool.acquire();
    pool.succeeded(call);
    assertThat(state(call.botId()).state()).isEqualTo("open");
  }

  @Test
  void should_wake_and_refuse_all_when_closed() throws Exception {
    apiUp.set(false);
    List<CompletableFuture<BotCall>> waiting =
        List.of(acquireElsewhere(pool), acquireElsewhere(pool), acquireElsewhere(pool));
    awaitLooks(3);
    pool.close();
    for (CompletableFuture<BotCall> future : waiting) {
      assertThatThrownBy(() -> future.get(10, TimeUnit.SECONDS))
          .hasRootCauseInstanceOf(IllegalStateException.class);
    }
    assertThatThrownBy(pool::acquire).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void should_serve_again_when_opened_after_it_was_closed() throws Exception {
    pool.close();
    pool.open();
    assertThat(pool.acquire()).isNotNull();
  }

  @Test
  void should_count_what_became_of_calls_when_asked() throws Exception {
    BotPool one = pool("only");
    one.succeeded(one.acquire());
    one.failed(one.acquire());
    one.released(one.acquire());
    one.throttled(one.acquire(), null);
    BotState state = one.states().get(0);
    assertThat(state.calls()).isEqualTo(4);
    assertThat(state.answered()).isEqualTo(1);
    assertThat(state.failed()).isEqualTo(1);
    assertThat(state.throttled()).isEqualTo(1);
    assertThat(state.inFlight()).isZero();
  }

  private void blockAll() throws InterruptedException {
    List<BotCall> calls = List.of(pool.acquire(), pool.acquire(), pool.acquire());
    calls.forEach(call -> pool.blocked(call, "why " + call.botId()));
  }

  private BotState state(String bot) {
    return pool.states().stream().filter(s -> s.bot().equals(bot)).findFirst().orElseThrow();
  }

  /** Whoever waits looks at the clock each time it wakes up. */
  private void awaitLooks(int more) {
    long before = clock.reads();
    Awaitility.await().until(() -> clock.reads() >= before + more);
  }

  static CompletableFuture<BotCall> acquireElsewhere(BotPool pool) {
    CompletableFuture<BotCall> future = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                future.complete(pool.acquire());
              } catch (InterruptedException | RuntimeException e) {
                future.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return future;
  }
}
