package io.serai.files;

import static io.serai.files.InboxFixture.P0;
import static io.serai.files.InboxFixture.P1;
import static io.serai.files.InboxFixture.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pauses, stops, rebalances and what is due in the ledger: no claim is kept that nobody needs. */
@Timeout(20)
class TaskInboxHandoverTest {

  private static final Duration NOT_LONG = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofSeconds(10);

  private final InboxFixture fixture = new InboxFixture();
  private final TaskInbox inbox = fixture.inbox;
  private final FakeTaskLedger ledger = fixture.ledger;

  @Test
  void should_keep_only_the_claims_of_what_was_begun_when_paused() {
    fixture.deliver(0, 4);
    ledger.replay(task("k3b", "k3", null, 0));
    inbox.takeDue();
    PendingTask begun = fixture.next();
    assertThat(ledger.held()).containsExactly("k0", "k1", "k2", "k3", "k3b");

    inbox.pause();
    assertThat(ledger.held()).containsExactly("k0");
    assertThat(inbox.isPaused()).isTrue();
    assertThat(inbox.hasRoom()).isFalse();
    inbox.takeDue();
    assertThat(ledger.held()).containsExactly("k0");
    fixture.finish(begun);

    inbox.resume();
    assertThat(fixture.next(3)).containsExactlyInAnyOrder("k1", "k2", "k3");
    assertThat(inbox.size()).isEqualTo(4);
  }

  @Test
  void should_give_a_claim_back_when_it_comes_during_a_pause() {
    fixture.deliver(0, 2);
    ledger.duringClaim(inbox::pause);
    CompletableFuture<PendingTask> next = CompletableFuture.supplyAsync(fixture::next);
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(2))
        .until(() -> inbox.isPaused() && ledger.held().isEmpty());
    assertThat(next).isNotDone();

    ledger.duringClaim(() -> {});
    inbox.resume();
    assertThat(next.join().id()).isEqualTo("k0");
  }

  @Test
  void should_give_a_claim_back_when_the_partition_goes_meanwhile() {
    fixture.deliver("a1", "a", P0, 0);
    fixture.deliver("a2", "a", P1, 0);
    ledger.duringClaim(() -> inbox.giveUp(List.of(P0)));

    PendingTask next = fixture.next();
    assertThat(next.id()).isEqualTo("a2");
    assertThat(ledger.held()).containsExactly("a2");

    ledger.duringClaim(() -> {});
    fixture.deliver("a1", "a", P0, 0);
    fixture.finish(next);
    fixture.finish(fixture.next());
    assertThat(inbox.size()).isZero();
    assertThat(ledger.notCompletedOnce()).isEmpty();
  }

  @Test
  void should_give_a_claim_back_when_the_inbox_is_closed_meanwhile() {
    fixture.deliver(0, 2);
    ledger.duringClaim(inbox::close);

    assertThat(fixture.next()).isNull();
    assertThat(ledger.held()).isEmpty();
    assertThat(inbox.size()).isZero();
  }

  @Test
  void should_close_when_its_reader_is_interrupted() {
    fixture.deliver(0, 2);
    Thread.currentThread().interrupt();

    assertThat(fixture.next()).isNull();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(inbox.stream("test").hasNext()).isFalse();
    assertThat(inbox.size()).isZero();
  }

  @Test
  void should_keep_what_also_came_from_elsewhere_when_a_partition_goes() {
    fixture.deliver("a", "a", P0, 0);
    fixture.deliver("a", "a", P1, 0);
    fixture.deliver("b", "b", P0, 1);
    ledger.replay(task("c", "c", null, 0));
    inbox.takeDue();

    inbox.giveUp(List.of(P0));

    assertThat(fixture.next(2)).containsExactlyInAnyOrder("a", "c");
    assertThat(inbox.size()).isEqualTo(2);
  }

  @Test
  void should_wait_for_what_was_begun_when_a_partition_goes() {
    PendingTask begun = fixture.deliver("a", "a", P0, 0);
    fixture.deliver("b", "b", P1, 0);
    fixture.next(2);

    inbox.awaitFinished(List.of(P0), NOT_LONG);
    assertThat(fixture.committable(P0)).as("took too long").isZero();

    CompletableFuture<Void> wait =
        CompletableFuture.runAsync(() -> inbox.awaitFinished(List.of(P0), LONG));
    inbox.worked(begun);
    assertThat(wait).as("has yet to be written and told").isNotDone();
    fixture.finish(begun);
    wait.join();
    assertThat(fixture.committable(P0)).isEqualTo(1);
    assertThat(inbox.inFlight()).as("that of the other partition").isEqualTo(1);
  }

  @Test
  void should_leave_a_retry_to_the_next_owner_when_the_partition_goes() {
    PendingTask begun = fixture.deliver("a", "a", P0, 0);
    fixture.next();
    CompletableFuture<Void> wait =
        CompletableFuture.runAsync(() -> inbox.awaitFinished(List.of(P0), LONG));

    fixture.fail(begun, 500);
    wait.join();

    assertThat(inbox.size()).isZero();
    assertThat(ledger.held()).isEmpty();
    assertThat(fixture.committable(P0)).isZero();
  }

  @Test
  void should_do_it_once_when_a_record_comes_again_while_it_is_worked_on() {
    PendingTask task = fixture.deliver("a", "a", P0, 0);
    fixture.next();
    inbox.giveUp(List.of(P0));
    inbox.awaitFinished(List.of(P0), NOT_LONG);
    inbox.watermarks().forget(List.of(P0));

    fixture.deliver("a", "a", P0, 0);
    assertThat(inbox.size()).isEqualTo(1);
    fixture.finish(task);

    assertThat(fixture.committable(P0)).isEqualTo(1);
    assertThat(inbox.size()).isZero();
    assertThat(ledger.notCompletedOnce()).isEmpty();
  }

  @Test
  void should_be_idle_when_all_that_was_begun_is_settled() throws InterruptedException {
    PendingTask task = fixture.deliver("a", "a", P0, 0);
    fixture.deliver("a2", "a", P0, 1);
    assertThat(inbox.awaitIdle(NOT_LONG)).isTrue();
    fixture.next();
    assertThat(inbox.awaitIdle(NOT_LONG)).isFalse();
    inbox.worked(task);
    assertThat(inbox.awaitIdle(NOT_LONG)).isFalse();
    fixture.finish(task);
    assertThat(inbox.awaitIdle(NOT_LONG)).isTrue();
  }

  @Test
  void should_take_what_is_due_when_no_record_brings_it() {
    IntStream.range(0, 40).forEach(i -> ledger.replay(task("r" + i, "r" + i, null, 0)));
    inbox.takeDue();
    assertThat(inbox.size()).as("no more than may be begun soon").isEqualTo(16);

    for (int i = 0; i < 40; i++) {
      fixture.finish(fixture.next());
    }
    assertThat(ledger.notCompletedOnce()).isEmpty();
    assertThat(ledger.asked()).as("they come claimed").isEmpty();
    assertThat(ledger.held()).isEmpty();
  }

  @Test
  void should_go_on_with_a_task_that_waits_here_when_the_ledger_says_it_is_due() {
    PendingTask waits = fixture.deliver("a1", "a", P0, 0);
    fixture.deliver("a2", "a", P0, 1);
    fixture.next();
    fixture.fail(waits, 5_000);
    fixture.deliver("b", "b", P0, 2);
    assertThat(fixture.next().id()).isEqualTo("b");

    ledger.replay(waits);
    inbox.takeDue();

    assertThat(fixture.next()).isSameAs(waits);
    assertThat(inbox.size()).isEqualTo(3);
    assertThat(ledger.held()).containsExactly("a1", "b");
  }

  @Test
  void should_keep_the_later_claim_and_the_order_when_a_lease_ended_while_it_waited() {
    fixture.deliver("a1", "a", P0, 0);
    fixture.deliver("b", "b", P0, 1);
    PendingTask first = fixture.next();
    ledger.reap("b");
    inbox.takeDue();
    assertThat(ledger.held()).as("each once").containsExactly("a1", "b");
    fixture.finish(first);

    fixture.finish(fixture.next());
    assertThat(inbox.size()).isZero();
    assertThat(ledger.held()).isEmpty();
    assertThat(ledger.notCompletedOnce()).isEmpty();
  }

  @Test
  void should_give_a_claim_back_when_the_task_is_worked_on_here() {
    PendingTask task = fixture.deliver("a", "a", P0, 0);
    fixture.next();
    ledger.reap("a");

    inbox.takeDue();
    assertThat(ledger.held()).containsExactly("a");
    assertThat(inbox.size()).isEqualTo(1);
    fixture.finish(task);
    assertThat(ledger.held()).isEmpty();

    fixture.finish(fixture.next());
    assertThat(ledger.notCompletedOnce()).isEmpty();
    assertThat(fixture.committable(P0)).isEqualTo(1);
  }
}
