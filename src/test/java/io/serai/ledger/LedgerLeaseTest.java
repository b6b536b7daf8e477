package io.serai.ledger;

import static io.serai.ledger.LedgerFixture.LINE;
import static io.serai.ledger.LedgerFixture.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.testing.FaultyDataSource;
import io.serai.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Two processes: leases, fences, reaping, waiting for each other. */
class LedgerLeaseTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

  private static final Duration NO_TIME = Duration.ZERO;

  private LedgerFixture items;
  private Ledger first;
  private Ledger second;

  @BeforeEach
  void emptyLedger() {
    items = new LedgerFixture(DATABASE);
    items.clear();
    items.enqueue("k");
    first = DATABASE.ledger("first", MINUTE);
    second = DATABASE.ledger("second", MINUTE);
  }

  @Test
  void should_do_nothing_for_the_old_owner_when_the_item_was_reaped() {
    List<Claim> lost = first.claim(LINE, 1);
    items.endLeases();
    assertThat(second.reap()).isEqualTo(1);
    Failure failure = LedgerFixture.failure(ErrorClass.INVALID);

    assertThat(first.complete(LINE, lost)).as("back in the queue").isEmpty();
    List<Claim> claims = second.claim(LINE, 1);
    assertThat(first.complete(LINE, lost)).as("claimed by another").isEmpty();
    assertThat(first.fail(LINE, lost, failure)).isEmpty();
    first.release(LINE, lost);

    assertThat(items.item("k").state()).isEqualTo(ItemState.CLAIMED);
    assertThat(items.item("k").owner()).isEqualTo("second");
    assertThat(second.complete(LINE, claims)).containsExactly("k");
    assertThat(second.complete(LINE, claims)).as("a second time").isEmpty();
  }

  @Test
  void should_tell_the_claims_of_one_process_apart_when_it_lost_and_won_the_same_item() {
    List<Claim> old = first.claim(LINE, 1);
    items.endLeases();
    first.reap();
    List<Claim> current = first.claim(LINE, 1);

    assertThat(first.complete(LINE, old)).isEmpty();
    assertThat(first.complete(LINE, current)).containsExactly("k");
  }

  @Test
  void should_say_what_happened_when_reaped() {
    first.claim(LINE, 1);
    items.endLeases();

    second.reap();
    assertThat(second.reap()).as("a second time").isZero();

    WorkItem item = items.item("k");
    assertThat(item.state()).isEqualTo(ItemState.RETRY);
    assertThat(item.attempt()).isZero();
    assertThat(item.leaseLosses()).isEqualTo(1);
    assertThat(item.errorCode()).isEqualTo("LEASE_LOST");
    assertThat(item.error()).contains("first");
    assertThat(second.claim(LINE, 1)).hasSize(1);
  }

  @Test
  void should_be_dead_when_its_owners_vanished_too_often() {
    for (int i = 0; i < Ledger.MOST_LEASE_LOSSES; i++) {
      assertThat(first.claim(LINE, 1)).hasSize(1);
      items.endLeases();
      second.reap();
    }

    assertThat(items.item("k").state()).isEqualTo(ItemState.DEAD);
  }

  @Test
  void should_leave_living_leases_alone_when_reaping() {
    first.claim(LINE, 1);

    assertThat(second.reap()).isZero();
    assertThat(items.item("k").state()).isEqualTo(ItemState.CLAIMED);
  }

  @Test
  void should_extend_the_leases_of_its_own_claims_only_when_the_heart_beats() {
    items.enqueue("other");
    first.claim(LINE, 1);
    second.claim(LINE, 1);
    items.endLeases();

    first.heartbeat();

    assertThat(second.reap()).isEqualTo(1);
    assertThat(List.of(items.item("k").state(), items.item("other").state()))
        .containsExactlyInAnyOrder(ItemState.CLAIMED, ItemState.RETRY);
  }

  @Test
  void should_let_a_lease_end_when_the_owner_does_not_know_of_its_claim() {
    first.claim(LINE, 1);
    items.endLeases();
    Ledger sameOwner = DATABASE.ledger("first", MINUTE);

    sameOwner.heartbeat();

    assertThat(first.reap()).as("as after a broken connection").isEqualTo(1);
  }

  @Test
  void should_extend_claims_of_a_lines_own_sql_when_it_keeps_them() {
    Claim claim = first.claim(LINE, 1).get(0);
    items.endLeases();
    Ledger sameOwner = DATABASE.ledger("first", MINUTE);

    sameOwner.keep(List.of(claim));
    sameOwner.heartbeat();
    assertThat(second.reap()).isZero();

    sameOwner.release(LINE, List.of(claim));
    second.claim(LINE, 1);
    items.endLeases();
    sameOwner.heartbeat();
    assertThat(second.reap()).as("released claims are not extended").isEqualTo(1);
  }

  @Test
  void should_not_extend_claims_for_ever_when_they_could_not_be_given_back() {
    FaultyDataSource faulty = new FaultyDataSource(DATABASE.dataSource());
    Ledger ledger =
        new Ledger(
            new JdbcTemplate(faulty),
            "faulty",
            MINUTE,
            new Backoff(Duration.ZERO, Duration.ZERO, () -> 0));
    List<Claim> claims = ledger.claim(LINE, 1);
    faulty.setAway(true);
    assertThatThrownBy(() -> ledger.release(LINE, claims)).isInstanceOf(DataAccessException.class);
    faulty.setAway(false);

    items.endLeases();
    ledger.heartbeat();

    assertThat(ledger.reap()).isEqualTo(1);
  }

  @Test
  void should_wait_when_items_are_to_be_retried_or_others_hold_older_claims() {
    assertThat(first.waiting(LINE, "", NO_TIME)).as("ready").isTrue();
    assertThat(first.waiting(LINE, "table/", NO_TIME)).as("other prefix").isFalse();
    assertThat(first.waiting("other", "", NO_TIME)).as("other line").isFalse();

    List<Claim> claims = second.claim(LINE, 1);
    assertThat(first.waiting(LINE, "", NO_TIME)).as("claimed before").isTrue();
    assertThat(first.waiting(LINE, "", MINUTE)).as("claimed while the caller was idle").isFalse();

    second.fail(LINE, claims, LedgerFixture.failure(ErrorClass.THROTTLED).after(MINUTE));
    assertThat(first.waiting(LINE, "", MINUTE)).as("retry later").isTrue();

    items.update("k", "run_at = now()");
    second.complete(LINE, second.claim(LINE, 1));
    assertThat(first.waiting(LINE, "", NO_TIME)).as("done").isFalse();
  }

  @Test
  void should_wait_for_its_own_claims_when_it_does_not_know_of_them() {
    first.claim(LINE, 1);

    assertThat(DATABASE.ledger("first", MINUTE).waiting(LINE, "", NO_TIME)).isTrue();
  }

  @Test
  void should_count_dead_and_recently_done_items_when_asked() {
    items.enqueue("dead", "old");
    List<Claim> claims = first.claim(LINE, 3);
    Claim dead = claims.stream().filter(c -> c.key().equals("dead")).findFirst().orElseThrow();
    first.fail(LINE, List.of(dead), LedgerFixture.failure(ErrorClass.INVALID));
    first.complete(LINE, claims);
    items.update("old", "done_at = now() - interval '2 minutes'");

    assertThat(first.dead(LINE, "de")).isEqualTo(1);
    assertThat(first.dead(LINE, "x")).isZero();
    assertThat(first.doneSince(LINE, MINUTE)).isEqualTo(1);
  }
}
