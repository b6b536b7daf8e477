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

import io.serai.cache.Claim.Verdict;
import io.serai.cache.RedisFault.Kind;
import io.serai.testing.TestRedis;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CacheStoreFaultTest {

  @RegisterExtension final TestRedis redis = TestRedis.plain();

  @RegisterExtension static final TestRedis GUARDED = TestRedis.withPassword("correct-horse");

  private CacheStore store;

  @BeforeEach
  void open() {
    store = CacheFixture.open(redis.url());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static RedisFault fault(Kind kind, ThrowingCallable call) {
    RedisFault[] caught = new RedisFault[1];
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            RedisFault.class,
            fault -> {
              assertThat(fault.kind()).as(fault.getMessage()).isEqualTo(kind);
              caught[0] = fault;
            });
    return caught[0];
  }

  private Turn published(String value) {
    Turn turn = take(store, "a");
    store.publish(turn, single(value, 10));
    store.finish(turn, true);
    return force(store, "a");
  }

  @Test
  void should_keep_the_old_set_and_extend_it_when_redis_is_out_of_memory() {
    Turn first = take(store, "a");
    List<Entry> old =
        List.of(
            entry("x", "old", Duration.ofSeconds(5), 1),
            entry("y", "old", Duration.ofSeconds(5), 1));
    store.publish(first, Publication.of(old, Guard.NONE));
    store.finish(first, true);
    redis.runOutOfMemory();

    Turn turn = force(store, "a");
    List<Entry> young = List.of(entry("x", "new", TTL, 1), entry("y", "new", TTL, 1));
    RedisFault fault =
        fault(Kind.OUT_OF_MEMORY, () -> store.publish(turn, Publication.of(young, Guard.NONE)));
    Failed failed = fail(store, turn);

    assertThat(fault).hasMessageContaining("maxmemory").hasMessageContaining(redis.url());
    assertThat(fault.mayPass()).isTrue();
    assertThat(redis.get("x")).isEqualTo("old");
    assertThat(failed.extension().extended()).isEqualTo(2);
    assertThat(redis.ttl("y")).isGreaterThan(60_000);
    redis.haveMemory();
    store.publish(force(store, "a"), Publication.of(young, Guard.NONE));
    assertThat(redis.get("y")).isEqualTo("new");
  }

  @Test
  void should_leave_everything_when_redis_is_a_read_only_replica() {
    Turn turn = published("old");
    redis.becomeReadOnly();

    fault(Kind.READ_ONLY, () -> store.publish(turn, single("new", 10)));
    fault(Kind.READ_ONLY, () -> store.finish(turn, true));
    fault(Kind.READ_ONLY, () -> fail(store, turn));
    RedisFault fault =
        fault(Kind.READ_ONLY, () -> store.claim("other", "a", INTERVAL, LEASE, true));

    assertThat(fault).hasMessageContaining("read-only replica");
    assertThat(redis.get(KEY)).isEqualTo("old");
    assertThat(store.get(KEY)).isPresent();
    redis.becomeWritable();
    store.publish(turn, single("new", 10));
    assertThat(redis.get(KEY)).isEqualTo("new");
  }

  @Test
  void should_go_on_at_once_when_redis_was_restarted() {
    Turn turn = published("old");
    redis.stop();
    fault(Kind.UNREACHABLE, () -> store.publish(turn, single("new", 10)));
    RedisFault fault = fault(Kind.UNREACHABLE, () -> store.claim(JOB, "b", INTERVAL, LEASE, true));
    assertThat(fault).hasMessageContaining("is not there").hasMessageContaining("REDIS_URL");
    redis.start();

    store.publish(turn, single("new", 10));

    assertThat(redis.get(KEY)).isEqualTo("new");
    assertThat(store.finish(turn, true).keys()).isEqualTo(1);
  }

  @Test
  void should_use_new_connections_when_redis_was_restarted_between_two_calls() {
    Turn turn = published("old");
    CompletableFuture<?>[] many =
        IntStream.range(0, 8)
            .mapToObj(i -> CompletableFuture.runAsync(() -> store.get(KEY)))
            .toArray(CompletableFuture[]::new);
    CompletableFuture.allOf(many).join();
    redis.kill();
    redis.start();

    int failures = 0;
    for (int i = 0; i < 8; i++) {
      try {
        store.get(KEY);
      } catch (RedisFault e) {
        failures++;
      }
    }

    assertThat(failures).isLessThanOrEqualTo(1);
    store.publish(turn, single("new", 10));
  }

  @Test
  void should_work_from_nothing_when_redis_has_lost_its_data() {
    Turn turn = published("old");
    redis.kill();
    redis.startEmpty();

    fault(Kind.UNREACHABLE, () -> store.publish(turn, single("new", 10)));
    assertThatThrownBy(() -> store.publish(turn, single("new", 10)))
        .isInstanceOf(LostTurnException.class);

    Turn next = take(store, "a");
    store.publish(next, single("new", 10));
    assertThat(next.publishedAt()).isEmpty();
    assertThat(redis.get(KEY)).isEqualTo("new");
  }

  @Test
  void should_load_its_scripts_again_when_redis_does_not_know_them() {
    Turn turn = published("old");
    redis.command("SCRIPT", "FLUSH");

    assertThat(fail(store, turn).extension().keys()).isEqualTo(1);
  }

  @Test
  void should_give_up_in_time_when_redis_hangs() {
    Turn turn = published("old");
    redis.hang(3_000);

    RedisFault fault = fault(Kind.UNREACHABLE, () -> store.publish(turn, single("new", 10)));

    assertThat(fault).hasMessageContaining("does not answer within JOB_REDIS_TIMEOUT_MS=1000");
  }

  @Test
  void should_say_that_all_connections_are_in_use_when_they_are() {
    Map<String, String> one = Map.of("JOB_REDIS_POOL_SIZE", "1", "JOB_REDIS_TIMEOUT_MS", "300");
    RedisSettings settings = CacheFixture.settings(redis.url(), one);
    try (RedisLink link = new RedisLink(settings, null)) {
      RedisFault fault =
          fault(
              Kind.BUSY,
              () ->
                  link.converse(
                      connection -> link.call(client -> client.get("one connection is in use"))));
      assertThat(fault).hasMessageContaining("all JOB_REDIS_POOL_SIZE=1 connections are in use");
    }
  }

  @Test
  void should_name_the_access_but_not_the_password_when_the_login_is_refused() {
    String host = "127.0.0.1:" + GUARDED.port();
    Map<String, String> wrong =
        Map.of(
            "redis://" + host, "asks for a password",
            "redis://:battery-staple@" + host, "refuses the login",
            "redis://nobody:battery-staple@" + host, "refuses the login");
    wrong.forEach(
        (url, reason) -> {
          try (CacheStore refused = CacheFixture.open(url)) {
            RedisFault fault = fault(Kind.ACCESS, refused::check);
            assertThat(fault).hasMessageContaining(reason).hasMessageNotContaining("battery");
            assertThat(fault.mayPass()).isFalse();
          }
        });
    try (CacheStore superfluous =
        CacheFixture.open("redis://:battery-staple@127.0.0.1:" + redis.port())) {
      fault(Kind.ACCESS, superfluous::check);
    }
    try (CacheStore right = CacheFixture.open(GUARDED.url())) {
      right.check();
    }
  }

  @Test
  void should_write_nothing_when_the_acl_does_not_allow_all_of_it() {
    redis.command(
        "ACL",
        "SETUSER",
        "serai",
        "on",
        ">pw",
        "+@all",
        "~serai:cache:*",
        "~nova:cache:suggested_users:1*");
    redis.command("ACL", "SETUSER", "reader", "on", ">pw", "+@read", "+@connection", "~*");
    try (CacheStore reader = CacheFixture.open("redis://reader:pw@127.0.0.1:" + redis.port());
        CacheStore some = CacheFixture.open("redis://serai:pw@127.0.0.1:" + redis.port())) {
      fault(Kind.ACCESS, () -> reader.claim(JOB, "a", INTERVAL, LEASE, false));
      Turn turn = take(some, "a");
      Publication forbidden = Publication.of(entries(1, 3, "v"), Guard.NONE);

      RedisFault fault = fault(Kind.ACCESS, () -> some.publish(turn, forbidden));

      assertThat(fault).hasMessageContaining("ACL").hasMessageNotContaining("pw@");
      assertThat(redis.get(key(1))).isNull();
      some.publish(turn, Publication.of(entries(1, 2, "v"), Guard.NONE));
      assertThat(redis.get(key(1))).isEqualTo("v");
    }
  }

  @Test
  void should_keep_to_its_database_when_another_is_named() {
    try (CacheStore third = CacheFixture.open(redis.url() + "/3")) {
      Turn turn = take(third, "a");
      third.publish(turn, Publication.batch(entries(0, 2, "v"), members(0, 2), "c", Guard.NONE));
      third.fail(turn, "away", RETRY, TTL, HARD);
      assertThat(third.get(key(0))).isPresent();
    }
    assertThat(redis.keys("*")).isEmpty();
    assertThat(store.claim(JOB, "b", INTERVAL, LEASE, false).verdict()).isEqualTo(Verdict.TAKEN);
    try (CacheStore none = CacheFixture.open(redis.url() + "/99")) {
      assertThat(fault(Kind.ACCESS, none::check)).hasMessageContaining("no database");
    }
  }

  @Test
  void should_name_the_key_conflict_when_another_program_uses_the_same_key() {
    redis.command("SET", "serai:cache:{trending}", "mine");

    RedisFault fault = fault(Kind.PROTOCOL, () -> take(store, "a"));

    assertThat(fault).hasMessageContaining("something else under a key");
  }

  @Test
  void should_say_who_is_not_there_when_the_host_is_wrong() {
    try (CacheStore nowhere = CacheFixture.open("redis://no-such-host.invalid")) {
      assertThat(fault(Kind.UNREACHABLE, nowhere::check)).hasMessageContaining("nobody knows");
    }
    try (CacheStore cluster = CacheFixture.open(redis.url().replace("redis:", "redis-cluster:"))) {
      assertThat(fault(Kind.PROTOCOL, cluster::check)).hasMessageContaining("is not a Cluster");
    }
  }
}
