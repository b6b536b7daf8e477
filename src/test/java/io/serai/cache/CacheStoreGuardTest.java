package io.serai.cache;

import static io.serai.cache.CacheFixture.INTERVAL;
import static io.serai.cache.CacheFixture.JOB;
import static io.serai.cache.CacheFixture.KEY;
import static io.serai.cache.CacheFixture.LEASE;
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

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CacheStoreGuardTest extends CacheStoreTestBase {

  @Test
  void should_take_one_round_trip_and_leave_no_trace_when_it_publishes_or_refuses() {
    Turn turn = take(store, "a");
    store.publish(turn, single("ten", 10));
    store.finish(turn, true);
    Turn next = force(store, "a");
    long asking = -reads() + reads();
    long before = reads();
    for (int i = 0; i < 50; i++) {
      store.publish(next, single("ten", 10));
    }
    // the end of a connection that has asked is read at some time
    assertThat(reads() - before - asking).isBetween(49L, 51L);
    assertThatThrownBy(() -> store.publish(next, single("one", 1)))
        .isInstanceOf(RefusedPublishException.class);
    assertThat(REDIS.keys("*"))
        .containsExactly(KEY, "serai:cache:{trending}", "serai:cache:{trending}:keys");
  }

  /** How often the server has read from clients. */
  private static long reads() {
    String stats = (String) REDIS.command("INFO", "stats");
    return stats
        .lines()
        .filter(line -> line.startsWith("total_reads_processed:"))
        .mapToLong(line -> Long.parseLong(line.substring(line.indexOf(':') + 1)))
        .findFirst()
        .orElseThrow();
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
  void should_refuse_one_key_after_many_though_it_has_more_rows() {
    Turn turn = take(store, "a");
    store.publish(turn, Publication.of(entries(0, 50, "old"), HALF));
    store.finish(turn, true);
    Turn next = force(store, "a");
    Publication one = Publication.of(List.of(entry(key(99), "new", TTL, 5000)), HALF);

    assertThatThrownBy(() -> store.publish(next, one))
        .isInstanceOf(RefusedPublishException.class)
        .hasMessageContaining("1 keys after 50 have shrunk by more than max_shrink: 0.5");
    assertThat(REDIS.get(key(99))).isNull();

    store.publish(next, one.forced());
    assertThat(REDIS.get(key(99))).isEqualTo("new");
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
