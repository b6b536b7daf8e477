package io.serai.cache;

import static io.serai.cache.CacheFixture.HARD;
import static io.serai.cache.CacheFixture.JOB;
import static io.serai.cache.CacheFixture.KEY;
import static io.serai.cache.CacheFixture.RETRY;
import static io.serai.cache.CacheFixture.TTL;
import static io.serai.cache.CacheFixture.entries;
import static io.serai.cache.CacheFixture.entry;
import static io.serai.cache.CacheFixture.fail;
import static io.serai.cache.CacheFixture.force;
import static io.serai.cache.CacheFixture.key;
import static io.serai.cache.CacheFixture.members;
import static io.serai.cache.CacheFixture.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CacheStoreExtensionTest extends CacheStoreTestBase {

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
}
