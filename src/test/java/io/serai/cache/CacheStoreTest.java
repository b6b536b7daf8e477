package io.serai.cache;

import static io.serai.cache.CacheFixture.HARD;
import static io.serai.cache.CacheFixture.INTERVAL;
import static io.serai.cache.CacheFixture.JOB;
import static io.serai.cache.CacheFixture.KEY;
import static io.serai.cache.CacheFixture.LEASE;
import static io.serai.cache.CacheFixture.RETRY;
import static io.serai.cache.CacheFixture.TTL;
import static io.serai.cache.CacheFixture.entries;
import static io.serai.cache.CacheFixture.entry;
import static io.serai.cache.CacheFixture.fail;
import static io.serai.cache.CacheFixture.force;
import static io.serai.cache.CacheFixture.key;
import static io.serai.cache.CacheFixture.members;
import static io.serai.cache.CacheFixture.single;
import static io.serai.cache.CacheFixture.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.serai.cache.Claim.Verdict;
import io.serai.testing.TestRedis;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CacheStoreTest {

  @RegisterExtension static final TestRedis REDIS = TestRedis.plain();

  private static final Guard HALF = new Guard(1, 0.5);

  private CacheStore store;

  @BeforeEach
  void open() {
    REDIS.flush();
    store = CacheFixture.open(REDIS.url());
  }

  @AfterEach
  void close() {
    store.close();
  }

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

  @Test
  void should_refuse_a_single_result_that_is_empty_or_has_shrunk() {
    Turn turn = take(store, "a");
    store.publish(turn, single("ten", 10));
    store.finish(turn, true);
    Turn next = force(store, "a");

    assertThatThrownBy(() -> store.publish(next, single("[]", 0)))
        .isInstanceOf(RefusedPublishException.class)
        .hasMessage("cache job trending: not published, 0 rows are fewer than min_rows: 1");
    assertThatThrownBy(() -> store.publish(next, single("four", 4)))
        .isInstanceOf(RefusedPublishException.class)
        .hasMessageContaining("4 rows after 10 have shrunk by more than max_shrink: 0.5");
    assertThat(REDIS.get(KEY)).isEqualTo("ten");

    store.publish(next, single("five", 5));
    assertThat(REDIS.get(KEY)).isEqualTo("five");
    store.publish(next, single("one", 1).forced());
    assertThat(REDIS.get(KEY)).isEqualTo("one");
    assertThatThrownBy(() -> store.publish(next, single("[]", 0).forced()))
        .isInstanceOf(RefusedPublishException.class);
  }

  @Test
  void should_let_a_shrunk_result_pass_when_the_last_one_is_gone() {
    Turn turn = take(store, "a");
    store.publish(turn, single("ten", 10));
    store.finish(turn, true);
    REDIS.command("DEL", KEY);

    store.publish(force(store, "a"), single("one", 1));

    assertThat(REDIS.get(KEY)).isEqualTo("one");
  }

  @Test
  void should_refuse_a_batch_when_too_many_of_its_keys_would_age() {
    Turn turn = take(store, "a");
    store.publish(turn, Publication.batch(entries(0, 10, "old"), members(0, 100), "u99", HALF));

    assertThatThrownBy(
            () ->
                store.publish(
                    turn, Publication.batch(entries(0, 4, "new"), members(0, 100), "x", HALF)))
        .isInstanceOf(RefusedPublishException.class)
        .hasMessageContaining("4 keys after 10");
    assertThat(REDIS.get(key(0))).isEqualTo("old");
    assertThat(store.states(List.of(JOB)).get(JOB).cursor()).isEqualTo("u99");

    store.publish(turn, Publication.batch(entries(0, 5, "new"), members(0, 100), "x", HALF));
    assertThat(REDIS.get(key(0))).isEqualTo("new");
    assertThat(REDIS.get(key(9))).isEqualTo("old");
    store.publish(turn, Publication.batch(List.of(), members(0, 100), "y", HALF).forced());
    assertThat(store.states(List.of(JOB)).get(JOB).cursor()).isEqualTo("y");
  }

  @Test
  void should_refuse_many_keys_at_once_when_they_have_become_too_few() {
    Turn turn = take(store, "a");
    store.publish(turn, Publication.of(entries(0, 10, "old"), HALF));
    store.finish(turn, true);
    Turn next = force(store, "a");

    assertThatThrownBy(() -> store.publish(next, Publication.of(entries(0, 3, "new"), HALF)))
        .isInstanceOf(RefusedPublishException.class)
        .hasMessageContaining("3 keys after 10");
    assertThat(REDIS.get(key(0))).isEqualTo("old");
  }

  @Test
  void should_extend_what_was_published_when_a_cycle_fails() {
    Turn turn = take(store, "a");
    Entry soonGone = entry(KEY, "[1]", Duration.ofSeconds(5), 1);
    store.publish(turn, Publication.of(List.of(soonGone), HALF));
    store.finish(turn, true);

    Failed failed = fail(store, force(store, "a"));

    assertThat(REDIS.ttl(KEY)).isBetween(TTL.toMillis() - 5_000, TTL.toMillis());
    assertThat(failed.extension().keys()).isEqualTo(1);
    assertThat(failed.extension().extended()).isEqualTo(1);
    assertThat(failed.extension().oldest().orElseThrow()).isLessThan(Duration.ofSeconds(5));
    assertThat(failed.failures()).isEqualTo(1);
    CacheState state = store.states(List.of(JOB)).get(JOB);
    assertThat(state.lastError()).isEqualTo("ClickHouse is away");
    assertThat(state.failures()).isEqualTo(1);
    assertThat(state.failedAt()).isPresent();
    assertThat(state.extendedUntil()).isEqualTo(failed.extension().until());
    assertThat(state.publishedAt()).isPresent();
    assertThat(state.owner()).isEmpty();

    assertThat(fail(store, force(store, "a")).failures()).isEqualTo(2);
    store.finish(force(store, "a"), true);
    assertThat(store.states(List.of(JOB)).get(JOB).lastError()).isEmpty();
    assertThat(store.states(List.of(JOB)).get(JOB).failures()).isZero();
  }

  @Test
  void should_extend_up_to_the_hard_limit_and_never_shorten_when_a_cycle_fails() {
    Turn turn = take(store, "a");
    store.publish(
        turn,
        Publication.of(
            List.of(
                entry("short", "v", Duration.ofSeconds(5), 1),
                entry("long", "v", Duration.ofMinutes(5), 1)),
            HALF));

    store.fail(turn, "away", RETRY, TTL, Duration.ofSeconds(20));

    assertThat(REDIS.ttl("short")).isBetween(15_000L, 20_000L);
    assertThat(REDIS.ttl("long")).isGreaterThan(250_000L);
  }

  @Test
  void should_leave_keys_to_expire_when_the_hard_limit_is_over() {
    Turn turn = take(store, "a");
    store.publish(turn, Publication.of(List.of(entry("k", "v", Duration.ofSeconds(5), 1)), HALF));
    Instant published = store.states(List.of(JOB)).get(JOB).at();
    await().until(() -> store.states(List.of(JOB)).get(JOB).at().isAfter(published.plusMillis(5)));

    Failed failed = store.fail(turn, "away", RETRY, TTL, Duration.ofMillis(1));

    assertThat(REDIS.ttl("k")).isLessThanOrEqualTo(5_000L);
    assertThat(failed.extension())
        .isEqualTo(new Extension(0, 0, Optional.empty(), Optional.empty()));
    assertThat(REDIS.keys("serai:*:keys")).isEmpty();
  }

  @Test
  void should_not_revive_a_key_when_it_has_expired() {
    Turn turn = take(store, "a");
    store.publish(turn, Publication.of(entries(0, 3, "v"), HALF));
    REDIS.command("DEL", key(1));

    Failed failed = fail(store, turn);

    assertThat(failed.extension().keys()).isEqualTo(2);
    assertThat(REDIS.get(key(1))).isNull();
  }

  @Test
  void should_extend_in_chunks_when_there_are_many_keys() {
    Turn turn = take(store, "a");
    for (int from = 0; from < 5_000; from += 2_500) {
      List<Entry> batch =
          IntStream.range(from, from + 2_500)
              .mapToObj(i -> entry(key(i), "v", Duration.ofSeconds(5), 1))
              .toList();
      store.publish(
          turn, Publication.batch(batch, members(from, from + 2_500), "u" + from, Guard.NONE));
    }

    Failed failed = fail(store, turn);

    assertThat(failed.extension().keys()).isEqualTo(5_000);
    assertThat(failed.extension().extended()).isEqualTo(5_000);
    assertThat(REDIS.ttl(key(0))).isGreaterThan(80_000);
    assertThat(REDIS.ttl(key(4_999))).isGreaterThan(80_000);
  }

  @Test
  void should_not_extend_what_only_an_earlier_whole_cycle_has_written() {
    Turn first = take(store, "a");
    store.publish(first, Publication.of(entries(0, 2, "v"), HALF));
    store.finish(first, true);
    Turn second = force(store, "a");
    store.publish(second, Publication.of(entries(1, 3, "v"), HALF));
    store.finish(second, false);
    Turn looks = force(store, "b");
    assertThat(store.extend(looks, TTL, HARD).keys()).isEqualTo(4);
    store.release(looks);
    Turn third = force(store, "a");
    store.publish(third, Publication.of(entries(1, 3, "v"), HALF));

    store.finish(third, true);

    assertThat(store.extend(force(store, "a"), TTL, HARD).keys()).isEqualTo(2);
  }

  @Test
  void should_publish_anything_when_all_keys_have_gone_meanwhile() {
    Turn turn = take(store, "a");
    store.publish(turn, Publication.of(entries(0, 10, "old"), HALF));
    store.finish(turn, true);
    IntStream.range(0, 10).forEach(i -> REDIS.command("DEL", key(i)));
    fail(store, force(store, "a"));

    store.publish(force(store, "a"), Publication.of(entries(0, 2, "new"), HALF));

    assertThat(REDIS.get(key(0))).isEqualTo("new");
  }

  @Test
  void should_name_what_cannot_be_published() {
    assertThatThrownBy(() -> entry("", "v", TTL, 1)).hasMessageContaining("blank");
    assertThatThrownBy(() -> entry("a\nb", "v", TTL, 1)).hasMessageContaining("control");
    assertThatThrownBy(() -> entry("serai:cache:{x}", "v", TTL, 1)).hasMessageContaining("own");
    assertThatThrownBy(() -> entry("k", "v", Duration.ZERO, 1)).hasMessageContaining("no TTL");
    List<Entry> twice = List.of(entry("k", "v", TTL, 1), entry("k", "w", TTL, 1));
    assertThatThrownBy(() -> Publication.of(twice, HALF))
        .hasMessageContaining("\"k\" is there twice");
    assertThatThrownBy(() -> new Guard(-1, 2)).hasMessageContaining("max_shrink");
    assertThatThrownBy(() -> store.claim("a}b", "o", INTERVAL, LEASE, false))
        .hasMessageContaining("no name for a cache job");
  }
}
