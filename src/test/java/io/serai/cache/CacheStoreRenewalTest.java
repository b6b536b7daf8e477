package io.serai.cache;

import static io.serai.cache.CacheFixture.INTERVAL;
import static io.serai.cache.CacheFixture.JOB;
import static io.serai.cache.CacheFixture.LEASE;
import static io.serai.cache.CacheFixture.TTL;
import static io.serai.cache.CacheFixture.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.cache.Claim.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How a turn is kept while nothing is published under it. */
class CacheStoreRenewalTest extends CacheStoreTestBase {

  private static final Pattern IN_TRANSACTION = Pattern.compile("multi=[1-9]");
  private static final int KEYS = 25;

  /** Takes long enough to meet a renewal. */
  private static final Publication MUCH = much(new byte[1 << 20]);

  private static Publication much(byte[] value) {
    return Publication.of(
        IntStream.range(0, KEYS).mapToObj(i -> new Entry("much:" + i, value, TTL, 1)).toList(),
        Guard.NONE);
  }

  private Turn takeFor(Duration lease) {
    return store.claim(JOB, "a", INTERVAL, lease, false).turn().orElseThrow();
  }

  private CacheState state() {
    return store.states(List.of(JOB)).get(JOB);
  }

  private Instant leaseUntil() {
    return state().leaseUntil().orElseThrow();
  }

  @Test
  void should_keep_a_turn_as_long_as_it_is_renewed_and_no_longer() {
    Duration lease = Duration.ofMillis(400);
    Turn turn = takeFor(lease);
    await()
        .pollInterval(lease.dividedBy(4))
        .until(
            () -> {
              store.renew(turn);
              Claim other = store.claim(JOB, "b", INTERVAL, lease, true);
              assertThat(other.verdict()).isEqualTo(Verdict.HELD);
              return turn.startedAt().plus(lease.multipliedBy(3)).isBefore(Instant.now());
            });

    Turn next =
        await()
            .until(() -> store.claim(JOB, "b", INTERVAL, LEASE, true), c -> c.turn().isPresent())
            .turn()
            .get();

    assertThat(next.takenFrom()).isEqualTo("a");
  }

  @Test
  void should_not_renew_a_turn_that_another_has_or_that_has_ended() {
    Turn slow = takeFor(Duration.ofMillis(1));
    await().until(() -> state().at().isAfter(slow.startedAt().plusMillis(1)));
    Turn next = take(store, "b");
    Instant until = leaseUntil();

    store.renew(slow);

    assertThat(state().owner()).isEqualTo("b");
    assertThat(leaseUntil()).isEqualTo(until);
    store.finish(next, true);
    store.renew(next);
    assertThat(state().owner()).isEmpty();
    assertThat(state().leaseUntil()).isEmpty();
  }

  @Test
  void should_not_renew_an_earlier_turn_of_the_same_owner() {
    Turn orphan = takeFor(Duration.ofHours(1));
    takeFor(Duration.ofSeconds(1));
    Instant until = leaseUntil();

    store.renew(orphan);

    assertThat(leaseUntil()).isEqualTo(until);
  }

  @Test
  void should_never_shorten_a_lease() {
    Turn turn = takeFor(Duration.ofHours(1));
    Instant until = leaseUntil();

    store.renew(withLease(turn, LEASE));

    assertThat(leaseUntil()).isEqualTo(until);
  }

  private static Turn withLease(Turn turn, Duration lease) {
    return new Turn(
        turn.job(),
        turn.fence(),
        turn.owner(),
        turn.startedAt(),
        turn.cycleAt(),
        turn.cursor(),
        turn.interval(),
        lease,
        turn.takenFrom(),
        turn.failures(),
        turn.publishedAt());
  }

  @Test
  void should_renew_when_redis_is_out_of_memory() {
    Turn turn = takeFor(Duration.ofSeconds(1));
    Instant until = leaseUntil();
    REDIS.runOutOfMemory();
    try {
      store.renew(withLease(turn, LEASE));
    } finally {
      REDIS.haveMemory();
    }

    assertThat(leaseUntil()).isAfter(until);
  }

  /** Waits for a Redis that is busy with much. */
  private static CacheStore patient() {
    return CacheStore.open(
        CacheFixture.settings(REDIS.url(), Map.of("JOB_REDIS_TIMEOUT_MS", "30000")));
  }

  @Test
  void should_not_disturb_publications() {
    Turn turn = take(store, "a");
    AtomicBoolean over = new AtomicBoolean();
    try (CacheStore patient = patient()) {
      CompletableFuture<Void> renewals =
          CompletableFuture.runAsync(
              () -> {
                while (!over.get()) {
                  patient.renew(turn);
                }
              });
      try {
        for (int i = 0; i < 5; i++) {
          patient.publish(turn, MUCH);
        }
      } finally {
        over.set(true);
      }
      renewals.join();
    }
    assertThat(store.finish(turn, true).keys()).isEqualTo(KEYS);
  }

  @Test
  void should_publish_when_redis_does_a_renewal_so_late_that_it_comes_amid_the_transaction() {
    Turn turn = take(store, "a");
    try (CacheStore late = patient();
        CacheStore patient = patient()) {
      late.check();
      CompletableFuture<Void> publication =
          CompletableFuture.runAsync(() -> patient.publish(turn, MUCH));
      await()
          .pollInterval(Duration.ofMillis(1))
          .until(() -> publication.isDone() || isInTransaction());
      late.renew(turn);

      publication.join();
    }

    assertThat(REDIS.keys("much:*")).hasSize(KEYS);
  }

  private static boolean isInTransaction() {
    return IN_TRANSACTION.matcher(REDIS.command("CLIENT", "LIST").toString()).find();
  }
}
