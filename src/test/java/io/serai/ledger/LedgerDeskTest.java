package io.serai.ledger;

import static io.serai.ledger.LedgerFixture.LINE;
import static io.serai.ledger.LedgerFixture.MINUTE;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What an operator asks and does: one item DONE, two DEAD of one cause, one of another, one READY.
 */
class LedgerDeskTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

  private static final ItemFilter ALL = new ItemFilter(null, null, null, null);

  private LedgerFixture items;
  private LedgerDesk desk;

  @BeforeEach
  void fillLedger() {
    items = new LedgerFixture(DATABASE);
    items.clear();
    desk = new LedgerDesk(DATABASE.jdbc());
    Ledger ledger = DATABASE.ledger("a", MINUTE);
    kill(ledger, "bad1", "4000", "bad text of bad1");
    kill(ledger, "bad2", "4000", "bad text of bad2");
    kill(ledger, "gone", "404", "no such page");
    items.enqueue("done");
    ledger.complete(LINE, ledger.claim(LINE, 1));
    ledger.enqueue("other", 5, 3, LedgerFixture.newItems("ready"));
  }

  private void kill(Ledger ledger, String key, String code, String message) {
    items.enqueue(key);
    ledger.fail(LINE, ledger.claim(LINE, 1), Failure.of(ErrorClass.INVALID, code, message));
  }

  @Test
  void should_count_by_line_and_state_when_asked() {
    assertThat(desk.counts())
        .isEqualTo(
            Map.of(
                LINE,
                Map.of(ItemState.DONE, 1L, ItemState.DEAD, 3L),
                "other",
                Map.of(ItemState.READY, 1L)));
  }

  @Test
  void should_find_keys_by_a_part_of_them_when_asked() {
    assertThat(desk.keysWith(LINE, "ad", 9)).containsExactly("bad2", "bad1");
    assertThat(desk.keysWith(LINE, "ad", 1)).containsExactly("bad2");
    assertThat(desk.keysWith(LINE, "%", 9)).isEmpty();
    assertThat(desk.keysWith(null, "ready", 9)).containsExactly("ready");
  }

  @Test
  void should_group_the_dead_by_cause_when_asked() {
    assertThat(desk.causes())
        .containsExactly(
            new LedgerDesk.Cause(LINE, "INVALID", "4000", 2, "bad1", "bad text of bad1"),
            new LedgerDesk.Cause(LINE, "INVALID", "404", 1, "gone", "no such page"));
  }

  @Test
  void should_list_the_latest_change_first_when_filtered() {
    items.update("bad1", "updated_at = now() + interval '1 second'");
    ItemFilter dead = ALL.in(ItemState.DEAD);

    assertThat(desk.list(dead, 2)).extracting(WorkItem::key).first().isEqualTo("bad1");
    assertThat(desk.list(dead, 2)).hasSize(2);
    assertThat(desk.count(dead)).isEqualTo(3);
    assertThat(desk.count(ALL)).isEqualTo(5);
    assertThat(desk.count(new ItemFilter("other", null, null, null))).isEqualTo(1);
    assertThat(desk.list(new ItemFilter(LINE, null, "404", "gone"), 9)).hasSize(1);
    assertThat(desk.find(LINE, "ready")).isEmpty();
  }

  @Test
  void should_put_back_only_what_is_dead_and_meant_when_replayed() {
    assertThat(desk.replay(new ItemFilter(LINE, null, "4000", null))).isEqualTo(2);

    Ledger ledger = DATABASE.ledger("a", MINUTE);
    List<Claim> claims = ledger.claim(LINE, 9);
    assertThat(claims).extracting(Claim::key).containsExactlyInAnyOrder("bad1", "bad2");
    assertThat(claims).extracting(Claim::attempt).containsOnly(0);
    assertThat(items.item("gone").state()).isEqualTo(ItemState.DEAD);
    assertThat(desk.replay(ALL)).isEqualTo(1);
    assertThat(items.item("done").state()).isEqualTo(ItemState.DONE);
  }

  @Test
  void should_give_all_attempts_and_leases_again_when_replayed() {
    items.update("bad1", "attempt = 3, lease_losses = 10, run_at = now() + interval '1 day'");

    desk.replay(new ItemFilter(LINE, null, null, "bad1"));

    WorkItem item = items.item("bad1");
    assertThat(item.state()).isEqualTo(ItemState.READY);
    assertThat(item.attempt()).isZero();
    assertThat(item.leaseLosses()).isZero();
    assertThat(item.runAt()).isEqualTo(item.updatedAt());
  }

  @Test
  void should_forget_only_finished_items_unchanged_for_long_when_purged() {
    DATABASE.jdbc().update("UPDATE serai.work_item SET updated_at = now() - interval '31 days'");
    items.update("gone", "updated_at = now() - interval '29 days'");

    ItemFilter done = new ItemFilter(null, ItemState.DONE, null, null);
    assertThat(desk.purge(done, Duration.ofDays(30), Set.of())).isEqualTo(1);
    assertThat(desk.purge(ALL, Duration.ofDays(30), Set.of())).isEqualTo(2);

    assertThat(desk.list(ALL, 9)).extracting(WorkItem::key).containsOnly("gone", "ready");
  }

  @Test
  void should_keep_a_line_that_remembers_unless_it_is_named_when_purged() {
    DATABASE.jdbc().update("UPDATE serai.work_item SET updated_at = now() - interval '31 days'");
    Set<String> memories = Set.of(LINE, "more");

    assertThat(desk.purge(ALL, Duration.ofDays(30), memories)).isZero();
    ItemFilter named = new ItemFilter(LINE, null, null, null);
    assertThat(desk.purge(named, Duration.ofDays(30), memories)).isEqualTo(4);
  }
}
