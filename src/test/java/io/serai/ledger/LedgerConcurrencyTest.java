package io.serai.ledger;

import static io.serai.ledger.LedgerFixture.LINE;
import static io.serai.ledger.LedgerFixture.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Many threads of two processes on the same items, while both extend and reap leases. */
class LedgerConcurrencyTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

  private static final int THREADS_OF_A_PROCESS = 16;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicBoolean over = new AtomicBoolean();
  private final Map<String, Integer> times = new ConcurrentHashMap<>();
  private LedgerFixture items;
  private LedgerDesk desk;

  @BeforeEach
  void emptyLedger() {
    items = new LedgerFixture(DATABASE);
    items.clear();
    desk = new LedgerDesk(DATABASE.jdbc());
  }

  @AfterEach
  void endThreads() throws InterruptedException {
    over.set(true);
    threads.shutdown();
    assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void should_claim_each_item_exactly_once_when_two_processes_claim_with_many_threads()
      throws Exception {
    items.enqueue(keys(5_000));
    List<Ledger> ledgers = List.of(DATABASE.ledger("a", MINUTE), DATABASE.ledger("b", MINUTE));

    List<Future<?>> upkeep = start(ledgers, 1, this::keepUp);
    List<Future<?>> workers = start(ledgers, THREADS_OF_A_PROCESS, this::claimAll);
    for (Future<?> worker : workers) {
      worker.get(30, TimeUnit.SECONDS);
    }
    over.set(true);
    for (Future<?> beat : upkeep) {
      beat.get(30, TimeUnit.SECONDS);
    }

    assertThat(times).hasSize(5_000);
    assertThat(times.values()).containsOnly(1);
    assertThat(desk.counts().get(LINE)).isEqualTo(Map.of(ItemState.DONE, 5_000L));
  }

  private void claimAll(Ledger ledger) {
    for (List<Claim> claims = ledger.claim(LINE, 7);
        !claims.isEmpty();
        claims = ledger.claim(LINE, 7)) {
      claims.forEach(claim -> times.merge(claim.key(), 1, Integer::sum));
      assertThat(ledger.complete(LINE, claims)).hasSameSizeAs(claims);
    }
  }

  private void keepUp(Ledger ledger) {
    while (!over.get()) {
      ledger.heartbeat();
      ledger.reap();
    }
  }

  @Test
  void should_complete_each_item_exactly_once_when_leases_end_all_the_time() throws Exception {
    items.enqueue(keys(600));
    Duration instant = Duration.ofMillis(3);
    List<Ledger> ledgers = List.of(DATABASE.ledger("a", instant), DATABASE.ledger("b", instant));

    List<Future<?>> all = start(ledgers, 1, this::reapAndReplay);
    all.addAll(start(ledgers, THREADS_OF_A_PROCESS, this::workUntilAllIsDone));
    for (Future<?> one : all) {
      one.get(30, TimeUnit.SECONDS);
    }

    assertThat(times).hasSize(600);
    assertThat(times.values()).containsOnly(1);
  }

  private void reapAndReplay(Ledger ledger) {
    while (!over.get()) {
      ledger.reap();
      desk.replay(new ItemFilter(LINE, null, null, null));
      over.compareAndSet(false, desk.counts().get(LINE).equals(Map.of(ItemState.DONE, 600L)));
    }
  }

  /** Every batch is settled in three ways at once, so that statements meet on the same rows. */
  private void workUntilAllIsDone(Ledger ledger) {
    Failure busy = LedgerFixture.failure(ErrorClass.THROTTLED);
    while (!over.get()) {
      List<Claim> claims = ledger.claim(LINE, 9);
      for (String done : ledger.complete(LINE, every(3, claims))) {
        times.merge(done, 1, Integer::sum);
      }
      ledger.fail(LINE, every(2, claims), busy);
      ledger.release(LINE, claims);
    }
  }

  private static List<Claim> every(int step, List<Claim> claims) {
    List<Claim> chosen = new ArrayList<>();
    for (int i = claims.size() - 1; i >= 0; i -= step) {
      chosen.add(claims.get(i));
    }
    return chosen;
  }

  private interface Work {
    void on(Ledger ledger);
  }

  private List<Future<?>> start(List<Ledger> ledgers, int threadsOfEach, Work work) {
    List<Future<?>> started = new ArrayList<>();
    for (int i = 0; i < threadsOfEach; i++) {
      for (Ledger ledger : ledgers) {
        Callable<Void> task =
            () -> {
              work.on(ledger);
              return null;
            };
        started.add(threads.submit(task));
      }
    }
    return started;
  }

  private static String[] keys(int count) {
    return IntStream.range(0, count).mapToObj(i -> "k" + i).toArray(String[]::new);
  }
}
