package io.serai.ledger;

import static io.serai.ledger.LedgerFixture.LINE;
import static io.serai.ledger.LedgerFixture.MINUTE;
import static io.serai.ledger.LedgerFixture.failure;
import static io.serai.ledger.LedgerFixture.newItems;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.ledger.Ledger.NewItem;
import io.serai.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Many items by their keys: claiming them, and where they stand. */
@Timeout(60)
class LedgerItemsTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

  private LedgerFixture items;
  private Ledger ledger;

  @BeforeEach
  void emptyLedger() {
    items = new LedgerFixture(DATABASE);
    items.clear();
    ledger = DATABASE.ledger("a", MINUTE);
  }

  @Test
  void should_claim_new_and_due_items_and_leave_out_the_others_when_claimed_together() {
    fillWithAllStates();

    List<Claim> claims =
        ledger.claim(
            LINE,
            7,
            newItems("new", "ready", "due", "ended", "later", "done", "dead", "leased", "killer"));

    assertThat(claims)
        .containsExactlyInAnyOrder(
            new Claim(LINE, "new", 1, 0),
            new Claim(LINE, "ready", 1, 0),
            new Claim(LINE, "due", 2, 1),
            new Claim(LINE, "ended", 2, 0));
    assertThat(items.item("new").maxAttempts()).isEqualTo(7);
    assertThat(items.item("ended").owner()).isEqualTo("a");
    assertThat(items.item("ended").leaseLosses()).isEqualTo(1);
    assertThat(items.item("ended").firstFailedAt()).isNotNull();
    assertThat(items.item("due").leaseLosses()).isZero();
    assertThat(items.item("leased").owner()).isEqualTo("other");
  }

  private void fillWithAllStates() {
    Ledger other = DATABASE.ledger("other", MINUTE);
    other.complete(LINE, other.claim(LINE, 3, newItems("done")));
    other.fail(LINE, other.claim(LINE, 3, newItems("dead")), failure(ErrorClass.INVALID));
    other.fail(LINE, other.claim(LINE, 3, newItems("due")), failure(ErrorClass.TRANSIENT));
    other.fail(
        LINE,
        other.claim(LINE, 3, newItems("later")),
        failure(ErrorClass.THROTTLED).after(Duration.ofSeconds(30)));
    other.claim(LINE, 3, newItems("ended", "killer"));
    items.endLeases();
    items.update("killer", "lease_losses = " + (Ledger.MOST_LEASE_LOSSES - 1));
    other.claim(LINE, 3, newItems("leased"));
    items.enqueue("ready");
  }

  @Test
  void should_tell_where_items_stand_when_asked() {
    fillWithAllStates();

    Map<String, ItemStanding> standings =
        ledger.standings(LINE, List.of("ready", "later", "leased", "ended", "done", "dead", "no"));

    assertThat(standings).containsOnlyKeys("ready", "later", "leased", "ended", "done", "dead");
    assertThat(standings.get("ready"))
        .isEqualTo(
            new ItemStanding(ItemState.READY, Duration.ZERO, null, 0, null, null, null, null));
    ItemStanding later = standings.get("later");
    assertThat(later.state()).isEqualTo(ItemState.RETRY);
    assertThat(later.dueIn()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(30));
    assertThat(later.claimableIn()).contains(later.dueIn());
    assertThat(later.errorClass()).isEqualTo(ErrorClass.THROTTLED);
    assertThat(later.errorCode()).isEqualTo("E1");
    assertThat(later.error()).isEqualTo("went wrong");
    ItemStanding leased = standings.get("leased");
    assertThat(leased.owner()).isEqualTo("other");
    assertThat(leased.dueIn()).isNull();
    assertThat(leased.leaseLeft()).isBetween(Duration.ofSeconds(1), MINUTE);
    assertThat(leased.claimableIn()).contains(leased.leaseLeft());
    assertThat(standings.get("ended").claimableIn()).contains(Duration.ZERO);
    assertThat(standings.get("done").claimableIn()).isEmpty();
    assertThat(standings.get("dead").state()).isEqualTo(ItemState.DEAD);
    assertThat(standings.get("dead").attempt()).isEqualTo(1);
    assertThat(ledger.standings("other", List.of("ready"))).isEmpty();
    assertThat(ledger.standings(LINE, List.of())).isEmpty();
  }

  @Test
  void should_count_what_is_not_settled_when_asked_for_pending_items() {
    fillWithAllStates();

    assertThat(ledger.pending(LINE)).isEqualTo(6);
    assertThat(ledger.pending("other")).isZero();
  }

  @Test
  void should_store_payloads_of_items_that_have_none_when_claimed_together() {
    items.enqueue("without");
    ledger.enqueue(LINE, 5, 3, List.of(new NewItem("with", "{\"old\": 1}")));

    List<Claim> claims =
        ledger.claim(
            LINE,
            3,
            List.of(
                new NewItem("without", "{\"a\": 1}"),
                new NewItem("with", "{\"a\": 2}"),
                new NewItem("twice", null),
                new NewItem("twice", "{\"a\": 3}"),
                new NewItem("twice", "{\"a\": 4}")));

    assertThat(claims).extracting(Claim::key).containsOnlyOnce("twice", "with", "without");
    assertThat(items.item("without").payload()).isEqualTo("{\"a\": 1}");
    assertThat(items.item("with").payload()).isEqualTo("{\"old\": 1}");
    assertThat(items.item("twice").payload()).isEqualTo("{\"a\": 3}");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`\"a\\u0000b\"`, `\"a\uFFFDb\"`",
        "`\"a\\\\u0000b\"`, `\"a\\\\u0000b\"`",
        "`\"\\\\\\u0000\"`, `\"\\\\\uFFFD\"`",
        "`\"\\ud83d x\"`, `\"\uFFFD x\"`",
        "`\"\\ude00\\ud83d\"`, `\"\uFFFD\uFFFD\"`",
        "`\"\\uD83D\\uDE00 \\u00e4\"`, `\"\uD83D\uDE00 ä\"`",
        "`{\"k\\u0000\": [1, null]}`, `{\"k\uFFFD\": [1, null]}`"
      })
  void should_store_any_json_when_it_holds_what_the_database_does_not_know(
      String json, String stored) {
    assertThat(ledger.claim(LINE, 3, List.of(new NewItem("k", json)))).hasSize(1);

    assertThat(items.item("k").payload()).isEqualTo(stored);
    assertThat(ledger.enqueue(LINE, 5, 3, List.of(new NewItem("other", json)))).isEqualTo(1);
  }

  @Test
  void should_leave_broken_json_as_it_is_when_made_storable() {
    assertThat(StorableText.json("\\u12")).isEqualTo("\\u12");
    assertThat(StorableText.json("\\u00zz\\")).isEqualTo("\\u00zz\\");
    assertThat(StorableText.json(null)).isNull();
    assertThat(StorableText.of("a\0b")).isEqualTo("a\uFFFDb");
  }

  @Test
  void should_extend_the_leases_when_items_were_claimed_together() {
    ledger.claim(LINE, 3, newItems("k", "l"));
    items.endLeases();

    ledger.heartbeat();

    assertThat(ledger.reap()).isZero();
  }

  @Test
  void should_hand_out_payloads_when_due_work_is_claimed() {
    ledger.enqueue(LINE, 5, 3, List.of(new NewItem("k", "{\"page\": 1}")));

    List<Work> work = ledger.claimDue(LINE, 9);

    assertThat(work).containsExactly(new Work(new Claim(LINE, "k", 1, 0), "{\"page\": 1}"));
    items.endLeases();
    ledger.heartbeat();
    assertThat(ledger.reap()).isZero();
    assertThat(ledger.claimDue(LINE, 9)).isEmpty();
  }

  @Test
  void should_tell_failed_items_apart_when_a_batch_fails() {
    ledger.claim(LINE, 1, newItems("last"));
    ledger.claim(LINE, 9, newItems("first", "lost"));
    items.update("lost", "fence = 9");

    Map<String, ItemState> states =
        ledger.failByKey(
            LINE,
            List.of(
                new Claim(LINE, "last", 1, 0),
                new Claim(LINE, "first", 1, 0),
                new Claim(LINE, "lost", 1, 0)),
            failure(ErrorClass.TRANSIENT));

    assertThat(states).isEqualTo(Map.of("last", ItemState.DEAD, "first", ItemState.RETRY));
  }

  @Test
  void should_not_wait_when_another_has_an_item_in_hand() {
    items.enqueue("held", "free");
    TransactionTemplate transaction =
        new TransactionTemplate(new DataSourceTransactionManager(DATABASE.dataSource()));
    Ledger other = DATABASE.ledger("other", MINUTE);

    transaction.executeWithoutResult(
        status -> {
          items.update("held", "priority = 1");
          List<Claim> claims =
              CompletableFuture.supplyAsync(
                      () -> other.claim(LINE, 3, newItems("held", "free", "new")))
                  .orTimeout(20, TimeUnit.SECONDS)
                  .join();
          assertThat(claims).extracting(Claim::key).containsExactlyInAnyOrder("free", "new");
        });

    assertThat(other.standings(LINE, List.of("held")).get("held").claimableIn())
        .contains(Duration.ZERO);
    assertThat(other.claim(LINE, 3, newItems("held"))).hasSize(1);
  }

  /** A few of the items are known; everybody wants all of them, each in an order of his own. */
  @RepeatedTest(5)
  void should_claim_each_item_once_when_many_claim_and_enqueue_the_same_in_any_order() {
    String[] keys = IntStream.range(0, 4_000).mapToObj(i -> "k" + i).toArray(String[]::new);
    List<NewItem> all = newItems(keys);
    ledger.enqueue(LINE, 5, 3, all.subList(0, 100));
    Map<String, Integer> times = new ConcurrentHashMap<>();
    CyclicBarrier together = new CyclicBarrier(8);

    List<CompletableFuture<Void>> claimers =
        IntStream.range(0, 8)
            .mapToObj(
                seed -> CompletableFuture.runAsync(() -> claimAll(all, seed, together, times)))
            .toList();
    claimers.forEach(CompletableFuture::join);
    ledger.claim(LINE, 3, all).forEach(claim -> times.merge(claim.key(), 1, Integer::sum));

    assertThat(times).hasSize(4_000);
    assertThat(times.values()).containsOnly(1);
  }

  private static void claimAll(
      List<NewItem> items, int seed, CyclicBarrier together, Map<String, Integer> times) {
    List<NewItem> mine = new ArrayList<>(items);
    Collections.shuffle(mine, new Random(seed));
    Ledger process = DATABASE.ledger("p" + seed, MINUTE);
    try {
      together.await(30, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    if (seed % 2 == 0) {
      process.enqueue(LINE, 5, 3, mine);
    }
    for (Claim claim : process.claim(LINE, 3, mine)) {
      times.merge(claim.key(), 1, Integer::sum);
    }
  }
}
