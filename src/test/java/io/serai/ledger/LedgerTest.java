package io.serai.ledger;

import static io.serai.ledger.LedgerFixture.LINE;
import static io.serai.ledger.LedgerFixture.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** One process alone: claiming, completing, failing, giving back. */
class LedgerTest {

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
  void should_hand_out_the_most_urgent_and_longest_waiting_first_when_claimed() {
    ledger.enqueue(LINE, 7, 3, LedgerFixture.newItems("later"));
    ledger.enqueue(LINE, 1, 3, LedgerFixture.newItems("urgent"));
    items.update("later", "run_at = now() - interval '1 hour'");
    ledger.enqueue(LINE, 7, 3, LedgerFixture.newItems("last"));

    assertThat(ledger.claim(LINE, 2)).extracting(Claim::key).containsExactly("urgent", "later");
    assertThat(ledger.claim(LINE, 9)).extracting(Claim::key).containsExactly("last");
    assertThat(ledger.claim(LINE, 9)).isEmpty();
  }

  @Test
  void should_leave_known_items_alone_when_they_are_enqueued_again() {
    ledger.enqueue(LINE, 5, 3, List.of(new Ledger.NewItem("k", "{\"page\": 1}")));
    ledger.complete(LINE, ledger.claim(LINE, 1));

    int added = ledger.enqueue(LINE, 5, 3, LedgerFixture.newItems("k", "new"));

    assertThat(added).isEqualTo(1);
    assertThat(items.item("k").state()).isEqualTo(ItemState.DONE);
    assertThat(items.item("k").payload()).isEqualTo("{\"page\": 1}");
  }

  @Test
  void should_not_mix_lines_when_keys_are_the_same() {
    items.enqueue("k");
    ledger.enqueue("other", 5, 3, LedgerFixture.newItems("k"));

    Claim mine = ledger.claim(LINE, 9).get(0);
    assertThat(ledger.complete("other", List.of(mine))).isEmpty();

    assertThat(items.item("k").state()).isEqualTo(ItemState.CLAIMED);
    assertThat(ledger.claim("other", 9)).extracting(Claim::line).containsExactly("other");
  }

  @Test
  void should_say_who_has_it_until_when_when_claimed() {
    items.enqueue("k");

    Claim claim = ledger.claim(LINE, 1).get(0);

    WorkItem item = items.item("k");
    assertThat(claim).isEqualTo(new Claim(LINE, "k", 1, 0));
    assertThat(item.owner()).isEqualTo("a");
    assertThat(item.fence()).isEqualTo(1);
    assertThat(Duration.between(item.updatedAt(), item.leaseUntil())).isEqualTo(MINUTE);
  }

  @Test
  void should_forget_owner_and_error_when_done() {
    items.enqueue("k");
    ledger.fail(LINE, ledger.claim(LINE, 1), Failure.unexpected(new IllegalStateException("x")));
    assertThat(items.item("k").errorTrace()).contains("IllegalStateException");

    assertThat(ledger.complete(LINE, ledger.claim(LINE, 1))).containsExactly("k");

    WorkItem item = items.item("k");
    assertThat(item.state()).isEqualTo(ItemState.DONE);
    assertThat(item.doneAt()).isNotNull();
    assertThat(item.attempt()).isEqualTo(1);
    assertThat(item.owner()).isNull();
    assertThat(item.leaseUntil()).isNull();
    assertThat(item.errorClass()).isNull();
    assertThat(item.errorCode()).isNull();
    assertThat(item.error()).isNull();
    assertThat(item.errorTrace()).isNull();
    assertThat(item.firstFailedAt()).isNotNull();
  }

  @Test
  void should_be_undone_together_when_the_transaction_around_complete_is_rolled_back() {
    items.enqueue("k");
    List<Claim> claims = ledger.claim(LINE, 1);
    TransactionTemplate transaction =
        new TransactionTemplate(new DataSourceTransactionManager(DATABASE.dataSource()));

    assertThatThrownBy(
            () ->
                transaction.executeWithoutResult(
                    status -> {
                      assertThat(ledger.complete(LINE, claims)).containsExactly("k");
                      throw new IllegalStateException("the effect failed");
                    }))
        .hasMessage("the effect failed");
    assertThat(items.item("k").state()).isEqualTo(ItemState.CLAIMED);
    items.endLeases();
    ledger.heartbeat();
    assertThat(ledger.reap()).as("the claim is still held and extended").isZero();

    transaction.executeWithoutResult(status -> ledger.complete(LINE, claims));
    assertThat(items.item("k").state()).isEqualTo(ItemState.DONE);
  }

  @Test
  void should_be_ready_at_once_and_keep_its_attempts_when_released() {
    items.enqueue("k");
    ledger.fail(LINE, ledger.claim(LINE, 1), LedgerFixture.failure(ErrorClass.TRANSIENT));

    ledger.release(LINE, ledger.claim(LINE, 1));

    assertThat(items.item("k").state()).isEqualTo(ItemState.READY);
    assertThat(ledger.claim(LINE, 1)).containsExactly(new Claim(LINE, "k", 3, 1));
  }

  @Test
  void should_insert_it_claimed_when_a_single_key_is_not_known() {
    Optional<Claim> claim = ledger.claim(LINE, "k", 2);

    assertThat(claim).contains(new Claim(LINE, "k", 1, 0));
    assertThat(items.item("k").maxAttempts()).isEqualTo(2);
    assertThat(ledger.claim(LINE, "k", 2)).as("claimed").isEmpty();
    ledger.complete(LINE, List.of(claim.get()));
    assertThat(ledger.claim(LINE, "k", 2)).as("done").isEmpty();
  }

  @Test
  void should_wait_for_the_time_of_its_retry_when_a_single_key_failed() {
    Claim claim = ledger.claim(LINE, "k", 2).orElseThrow();
    Failure failure = LedgerFixture.failure(ErrorClass.TRANSIENT);
    ledger.fail(LINE, List.of(claim), failure.after(MINUTE));
    assertThat(ledger.claim(LINE, "k", 2)).as("not due").isEmpty();

    items.update("k", "run_at = now()");
    Claim again = ledger.claim(LINE, "k", 2).orElseThrow();
    assertThat(again).isEqualTo(new Claim(LINE, "k", 2, 1));

    ledger.fail(LINE, List.of(again), failure);
    assertThat(ledger.claim(LINE, "k", 2)).as("dead").isEmpty();
  }

  @Test
  void should_take_over_and_count_the_loss_when_a_single_key_has_an_ended_lease() {
    Claim lost = DATABASE.ledger("vanished", MINUTE).claim(LINE, "k", 2).orElseThrow();
    items.endLeases();

    Claim claim = ledger.claim(LINE, "k", 2).orElseThrow();

    assertThat(claim.fence()).isEqualTo(lost.fence() + 1);
    assertThat(items.item("k").owner()).isEqualTo("a");
    assertThat(items.item("k").leaseLosses()).isEqualTo(1);
    assertThat(items.item("k").firstFailedAt()).isNotNull();
  }

  @Test
  void should_leave_it_to_the_reaper_when_a_single_key_killed_too_many_owners() {
    ledger.claim(LINE, "k", 2);
    items.update("k", "lease_losses = " + (Ledger.MOST_LEASE_LOSSES - 1));
    items.endLeases();

    assertThat(ledger.claim(LINE, "k", 2)).isEmpty();

    ledger.reap();
    assertThat(items.item("k").state()).isEqualTo(ItemState.DEAD);
  }
}
