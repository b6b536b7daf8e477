package io.serai.cache;

import static io.serai.cache.CacheFixture.HARD;
import static io.serai.cache.CacheFixture.INTERVAL;
import static io.serai.cache.CacheFixture.JOB;
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
import static org.awaitility.Awaitility.await;

import io.serai.cache.Claim.Verdict;
import io.serai.cache.RedisFault.Kind;
import io.serai.testing.RedisCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CacheStoreClusterTest {

  private static final Guard HALF = new Guard(1, 0.5);

  private static RedisCluster cluster;

  private CacheStore store;

  @BeforeAll
  static void start() {
    cluster = RedisCluster.start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void open() {
    IntStream.range(0, cluster.nodes()).forEach(node -> cluster.command(node, "FLUSHALL"));
    store = CacheFixture.open(cluster.url());
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void should_publish_to_all_nodes_when_keys_are_in_many_slots() {
    Turn turn = take(store, "a");
    store.publish(turn, Publication.batch(entries(0, 100, "v"), members(0, 100), "u99", HALF));

    for (int i = 0; i < 100; i++) {
      assertThat(store.get(key(i)).orElseThrow().ttl().orElseThrow()).isLessThanOrEqualTo(TTL);
    }
    for (int node = 0; node < cluster.nodes(); node++) {
      assertThat((Long) cluster.command(node, "DBSIZE")).isGreaterThan(10);
    }
    assertThat(store.states(List.of(JOB)).get(JOB).cursor()).isEqualTo("u99");
    assertThat(store.claim(JOB, "b", INTERVAL, LEASE, true).verdict()).isEqualTo(Verdict.HELD);
    assertThat(store.finish(turn, true).keys()).isEqualTo(100);
    assertThat(store.claim(JOB, "b", INTERVAL, LEASE, false).verdict()).isEqualTo(Verdict.NOT_DUE);
  }

  @Test
  void should_renew_the_lease_of_a_turn() {
    Turn turn = store.claim(JOB, "a", INTERVAL, LEASE, false).turn().orElseThrow();
    Instant until = store.states(List.of(JOB)).get(JOB).leaseUntil().orElseThrow();
    await().until(() -> store.states(List.of(JOB)).get(JOB).at().isAfter(turn.startedAt()));

    store.renew(turn);

    assertThat(store.states(List.of(JOB)).get(JOB).leaseUntil().orElseThrow()).isAfter(until);
    store.publish(turn, single("[1]", 1));
  }

  @Test
  void should_extend_on_all_nodes_when_a_cycle_fails() {
    Turn turn = take(store, "a");
    List<Entry> soonGone =
        IntStream.range(0, 50).mapToObj(i -> entry(key(i), "v", Duration.ofSeconds(5), 1)).toList();
    store.publish(turn, Publication.of(soonGone, HALF));
    store.publish(turn, Publication.of(List.of(entry("long", "v", HARD, 1)), Guard.NONE));

    Failed failed = fail(store, turn);

    assertThat(failed.extension().keys()).isEqualTo(51);
    assertThat(failed.extension().extended()).isEqualTo(50);
    assertThat(failed.extension().until()).isPresent();
    assertThat(store.get(key(49)).orElseThrow().ttl().orElseThrow())
        .isGreaterThan(Duration.ofSeconds(60));
    assertThat(store.get("long").orElseThrow().ttl().orElseThrow())
        .isGreaterThan(Duration.ofMinutes(5));
  }

  @Test
  void should_hold_guard_and_fence_as_on_one_server() {
    Turn turn = take(store, "a");
    store.publish(turn, Publication.batch(entries(0, 10, "old"), members(0, 50), "c", HALF));
    Publication few = Publication.batch(entries(0, 4, "new"), members(0, 50), "d", HALF);

    assertThatThrownBy(() -> store.publish(turn, few)).isInstanceOf(RefusedPublishException.class);
    store.release(turn);
    Turn next = force(store, "b");
    assertThatThrownBy(() -> store.publish(turn, few.forced()))
        .isInstanceOf(LostTurnException.class);

    assertThat(new String(store.get(key(0)).orElseThrow().value(), StandardCharsets.UTF_8))
        .isEqualTo("old");
    assertThat(next.cursor()).isEqualTo("c");
  }

  @Test
  void should_follow_a_slot_when_it_has_moved() {
    Turn turn = take(store, "a");
    store.publish(turn, Publication.of(entries(0, 20, "old"), HALF));
    String first = (String) cluster.command(0, "CLUSTER", "MYID");
    for (int node = 0; node < cluster.nodes(); node++) {
      cluster.command(node, "FLUSHALL");
    }
    for (int slot = 16_000; slot < 16_384; slot++) {
      cluster.command(0, "CLUSTER", "SETSLOT", String.valueOf(slot), "NODE", first);
      cluster.command(2, "CLUSTER", "SETSLOT", String.valueOf(slot), "NODE", first);
    }
    Turn again = take(store, "a");

    store.publish(again, Publication.of(entries(0, 500, "new"), HALF));

    for (int i = 0; i < 500; i++) {
      assertThat(store.get(key(i))).isPresent();
    }
  }

  @Test
  void should_tell_the_fault_when_a_node_refuses_to_write() {
    Turn turn = take(store, "a");
    for (int node = 0; node < cluster.nodes(); node++) {
      cluster.command(node, "CONFIG", "SET", "maxmemory", "1");
    }
    try {
      assertThatThrownBy(() -> store.publish(turn, single("v", 1)))
          .isInstanceOfSatisfying(
              RedisFault.class, fault -> assertThat(fault.kind()).isEqualTo(Kind.OUT_OF_MEMORY));
      assertThat(fail(store, turn).failures()).isEqualTo(1);
    } finally {
      for (int node = 0; node < cluster.nodes(); node++) {
        cluster.command(node, "CONFIG", "SET", "maxmemory", "0");
      }
    }
  }
}
