package io.serai.cache;

import static io.serai.cache.CacheFixture.INTERVAL;
import static io.serai.cache.CacheFixture.JOB;
import static io.serai.cache.CacheFixture.KEY;
import static io.serai.cache.CacheFixture.LEASE;
import static io.serai.cache.CacheFixture.TTL;
import static io.serai.cache.CacheFixture.entries;
import static io.serai.cache.CacheFixture.fail;
import static io.serai.cache.CacheFixture.force;
import static io.serai.cache.CacheFixture.members;
import static io.serai.cache.CacheFixture.single;
import static io.serai.cache.CacheFixture.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serai.cache.Claim.Verdict;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CacheStoreTest extends CacheStoreTestBase {

  @Test
  void should_publish_with_its_ttl_when_the_turn_is_taken() {
    Turn turn = take(store, "a");
    store.publish(turn, single("[1,2]", 2));
    Finished finished = store.finish(turn, true);

    CachedValue value = store.get(KEY).orElseThrow();
    assertThat(new String(value.value(), StandardCharsets.UTF_8)).isEqualTo("[1,2]");
    assertThat(value.ttl().orElseThrow()).isBetween(Duration.ofSeconds(80), TTL);
    assertThat(finished.rows()).isEqualTo(2);
    assertThat(finished.keys()).isEqualTo(1);
    assertThat(finished.nextDue()).isEqualTo(turn.startedAt().plus(INTERVAL));
  }

  @Test
  void should_tell_all_that_is_known_when_asked_for_states() {
    Turn turn = take(store, "a");
    CacheState taken = store.states(List.of(JOB)).get(JOB);
    assertThat(taken.owner()).isEqualTo("a");
    assertThat(taken.leaseUntil()).contains(turn.startedAt().plus(LEASE));
    assertThat(taken.age()).isEmpty();
    store.publish(turn, single("[1,2]", 2));
    Finished finished = store.finish(turn, true);

    CacheState state = store.states(List.of("unknown", JOB)).get(JOB);

    assertThat(state.publishedAt()).contains(finished.at());
    assertThat(state.rows()).isEqualTo(2);
    assertThat(state.keys()).isEqualTo(1);
    assertThat(state.nextDue()).contains(finished.nextDue());
    assertThat(state.owner()).isEmpty();
    assertThat(state.lastError()).isEmpty();
    assertThat(state.age().orElseThrow()).isLessThan(Duration.ofSeconds(10));
    assertThat(store.get("none")).isEqualTo(Optional.empty());
  }

  @Test
  void should_refuse_a_claim_when_the_job_is_not_due_unless_by_hand() {
    Turn turn = take(store, "a");
    store.publish(turn, single("[1]", 1));
    store.finish(turn, true);

    Claim early = store.claim(JOB, "b", INTERVAL, LEASE, false);

    assertThat(early.verdict()).isEqualTo(Verdict.NOT_DUE);
    assertThat(early.delay()).isBetween(Duration.ofSeconds(50), INTERVAL);
    Turn byHand = force(store, "b");
    assertThat(byHand.fence()).isGreaterThan(turn.fence());
    Claim second = store.claim(JOB, "c", INTERVAL, LEASE, true);
    assertThat(second.verdict()).isEqualTo(Verdict.HELD);
    assertThat(second.holder()).isEqualTo("b");
    assertThat(second.delay()).isBetween(Duration.ofSeconds(20), LEASE);
  }

  @Test
  void should_be_due_at_once_when_the_interval_has_been_shortened() {
    store.finish(take(store, "a"), true);

    Claim claim = store.claim(JOB, "a", Duration.ofSeconds(5), LEASE, false);

    assertThat(claim.verdict()).isEqualTo(Verdict.TAKEN);
  }

  @Test
  void should_refresh_once_an_interval_when_many_ask() throws Exception {
    int workers = 8;
    Duration interval = Duration.ofMillis(200);
    AtomicInteger together = new AtomicInteger();
    AtomicInteger refreshes = new AtomicInteger();
    long start = System.nanoTime();
    ExecutorService threads = Executors.newFixedThreadPool(workers);
    try {
      CompletableFuture<?>[] all =
          IntStream.range(0, workers)
              .mapToObj(
                  i ->
                      CompletableFuture.runAsync(
                          () -> refresh("w" + i, interval, together, refreshes), threads))
              .toArray(CompletableFuture[]::new);
      CompletableFuture.allOf(all).join();
    } finally {
      threads.shutdown();
    }
    long intervals = (System.nanoTime() - start) / interval.toNanos();

    assertThat(refreshes.get()).isBetween(5, (int) intervals + 1);
  }

  private void refresh(
      String owner, Duration interval, AtomicInteger together, AtomicInteger refreshes) {
    try (CacheStore mine = CacheFixture.open(REDIS.url())) {
      while (refreshes.get() < 5) {
        Optional<Turn> turn = mine.claim(JOB, owner, interval, LEASE, false).turn();
        if (turn.isPresent()) {
          assertThat(together.incrementAndGet()).isEqualTo(1);
          mine.publish(turn.get(), single("[1]", 1));
          refreshes.incrementAndGet();
          together.decrementAndGet();
          mine.finish(turn.get(), true);
        }
      }
    }
  }

  @Test
  void should_refuse_the_former_owner_when_another_has_taken_over() {
    Turn slow = store.claim(JOB, "slow", INTERVAL, Duration.ofMillis(1), false).turn().get();
    Turn next =
        await()
            .until(
                () -> store.claim(JOB, "next", INTERVAL, LEASE, false), c -> c.turn().isPresent())
            .turn()
            .get();
    store.publish(next, single("[\"next\"]", 1));

    assertThat(next.fence()).isGreaterThan(slow.fence());
    assertThat(next.takenFrom()).isEqualTo("slow");
    assertThatThrownBy(() -> store.publish(slow, single("[\"slow\"]", 1)))
        .isInstanceOf(LostTurnException.class)
        .hasMessageContaining("the turn of slow");
    assertThatThrownBy(() -> store.finish(slow, true)).isInstanceOf(LostTurnException.class);
    assertThatThrownBy(() -> fail(store, slow)).isInstanceOf(LostTurnException.class);
    store.release(slow);

    assertThat(REDIS.get(KEY)).isEqualTo("[\"next\"]");
    assertThat(store.states(List.of(JOB)).get(JOB).owner()).isEqualTo("next");
  }

  @Test
  void should_refuse_anything_more_when_the_turn_is_finished() {
    Turn turn = take(store, "a");
    store.finish(turn, true);

    assertThatThrownBy(() -> store.publish(turn, single("[1]", 1)))
        .isInstanceOf(LostTurnException.class);
    assertThat(REDIS.get(KEY)).isNull();
  }

  @Test
  void should_give_a_higher_fence_when_redis_has_lost_its_data() {
    Turn before = take(store, "a");
    REDIS.flush();

    Turn after = take(store, "a");

    assertThat(after.fence()).isGreaterThan(before.fence());
    assertThatThrownBy(() -> store.publish(before, single("[1]", 1)))
        .isInstanceOf(LostTurnException.class);
  }

  @Test
  void should_renew_the_lease_when_a_walk_publishes() {
    Duration lease = Duration.ofMillis(400);
    Turn turn = store.claim(JOB, "a", INTERVAL, lease, false).turn().get();
    AtomicInteger batches = new AtomicInteger();
    await()
        .pollInterval(lease.dividedBy(4))
        .until(
            () -> {
              int from = batches.getAndIncrement() * 10;
              List<String> members = members(from, from + 10);
              store.publish(
                  turn,
                  Publication.batch(entries(from, from + 10, "v"), members, "u" + from, HALF));
              Claim other = store.claim(JOB, "b", INTERVAL, lease, true);
              assertThat(other.verdict()).isEqualTo(Verdict.HELD);
              return turn.startedAt().plus(lease.multipliedBy(3)).isBefore(Instant.now());
            });
    assertThat(store.finish(turn, true).rows()).isEqualTo(batches.get() * 10 * 20);
  }

  @Test
  void should_go_on_at_the_cursor_when_a_walk_was_interrupted() {
    Turn first = take(store, "a");
    store.publish(first, Publication.batch(entries(0, 10, "v"), members(0, 10), "u9", HALF));
    store.release(first);

    Turn second = take(store, "b");
    assertThat(second.cursor()).isEqualTo("u9");
    assertThat(second.cycleAt()).isEqualTo(first.cycleAt());
    store.publish(second, Publication.batch(entries(10, 15, "v"), members(10, 20), "u19", HALF));
    Finished finished = store.finish(second, true);

    assertThat(finished.keys()).isEqualTo(15);
    assertThat(finished.rows()).isEqualTo(300);
    assertThat(finished.walk()).isGreaterThanOrEqualTo(finished.elapsed());
    assertThat(force(store, "c").cursor()).isEmpty();
  }
}
