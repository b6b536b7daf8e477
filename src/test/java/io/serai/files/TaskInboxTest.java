package io.serai.files;

import static io.serai.files.InboxFixture.P0;
import static io.serai.files.InboxFixture.P1;
import static io.serai.files.InboxFixture.task;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The order of tasks, their retries and their ends. */
@Timeout(20)
class TaskInboxTest {

  private final InboxFixture fixture = new InboxFixture();
  private final TaskInbox inbox = fixture.inbox;
  private final FakeTaskLedger ledger = fixture.ledger;

  @Test
  void should_hand_out_one_of_each_source_when_several_wait() {
    fixture.deliver("a1", "a", P0, 0);
    fixture.deliver("a2", "a", P0, 1);
    fixture.deliver("b1", "b", P0, 2);

    PendingTask first = fixture.next();
    assertThat(first.id()).isEqualTo("a1");
    assertThat(fixture.next().id()).isEqualTo("b1");
    assertThat(ledger.held()).containsExactly("a1", "b1");
    assertThat(inbox.inFlight()).isEqualTo(2);

    inbox.worked(first);
    assertThat(inbox.inFlight()).isEqualTo(1);
    assertThat(fixture.next().id()).as("though a1 is not settled").isEqualTo("a2");
  }

  @Test
  void should_ask_for_all_at_once_when_many_wait() {
    fixture.deliver(0, 4);

    assertThat(fixture.next(4)).containsExactly("k0", "k1", "k2", "k3");
    assertThat(ledger.asked()).containsExactly(4);
  }

  @Test
  void should_ask_for_more_before_the_claimed_run_out_when_many_wait() {
    fixture.deliver(0, 200);

    doNext(32);
    assertThat(ledger.asked()).containsExactly(64);
    doNext(1);
    assertThat(ledger.asked()).as("while 31 are claimed").containsExactly(64, 64);
    doNext(63);
    assertThat(ledger.asked()).as("while 32 are claimed").containsExactly(64, 64);
    doNext(1);
    assertThat(ledger.asked()).as("while 31 are claimed again").containsExactly(64, 64, 64);
  }

  private void doNext(int count) {
    for (int i = 0; i < count; i++) {
      fixture.finish(fixture.next());
    }
  }

  @Test
  void should_try_again_before_its_followers_when_a_task_failed() {
    PendingTask failed = fixture.deliver("a1", "a", P0, 0);
    fixture.deliver("a2", "a", P0, 1);
    fixture.deliver("b1", "b", P0, 2);
    assertThat(fixture.next()).isSameAs(failed);

    fixture.fail(failed, 500);
    assertThat(fixture.next().id()).isEqualTo("b1");
    fixture.pass(499);
    fixture.deliver("c1", "c", P0, 3);
    assertThat(fixture.next().id()).as("not due yet").isEqualTo("c1");
    fixture.pass(2);

    assertThat(fixture.next()).isSameAs(failed);
    inbox.worked(failed);
    assertThat(fixture.next().id()).isEqualTo("a2");
  }

  @Test
  void should_let_its_record_be_committed_when_the_ledger_knows_its_end() {
    ledger.finish("a1");
    fixture.deliver("a1", "a", P0, 0);
    fixture.deliver("a2", "a", P0, 1);

    assertThat(fixture.next().id()).isEqualTo("a2");
    assertThat(fixture.committable(P0)).isEqualTo(1);
    assertThat(inbox.size()).isEqualTo(1);
  }

  @Test
  void should_ask_again_after_a_second_when_another_process_has_the_task() {
    ledger.steal("a1");
    fixture.deliver("a1", "a", P0, 0);
    fixture.deliver("b1", "b", P0, 1);
    assertThat(fixture.next().id()).isEqualTo("b1");

    ledger.reap("a1");
    fixture.pass(1_000);
    assertThat(fixture.next().id()).isEqualTo("a1");
  }

  @Test
  void should_do_it_once_and_finish_all_records_when_they_bear_the_same_id() {
    PendingTask task = fixture.deliver("a", "a", P0, 0);
    fixture.deliver("a", "a", P0, 1);
    assertThat(fixture.next()).isSameAs(task);
    fixture.deliver("a", "a", P1, 7);
    inbox.worked(task);
    fixture.deliver("a", "a", P0, 2);

    assertThat(fixture.committable(P1)).isEqualTo(7);
    fixture.finish(task);

    assertThat(inbox.size()).isZero();
    assertThat(fixture.committable(P0)).isEqualTo(3);
    assertThat(fixture.committable(P1)).isEqualTo(8);
  }

  @Test
  void should_do_it_again_when_its_lease_was_lost() {
    PendingTask task = fixture.deliver("a1", "a", P0, 0);
    fixture.deliver("a2", "a", P0, 1);
    fixture.next();
    ledger.reap("a1");

    fixture.finish(task);

    assertThat(fixture.committable(P0)).as("not finished").isZero();
    assertThat(fixture.next(1)).containsExactly("a2");
    fixture.deliver("b1", "b", P0, 2);
    assertThat(fixture.next().id()).as("a2 is in its way").isEqualTo("b1");
  }

  @Test
  void should_not_count_below_nothing_when_a_task_ends_twice() throws InterruptedException {
    fixture.deliver(0, 2);
    PendingTask task = fixture.next();
    PendingTask other = fixture.next();

    inbox.worked(task);
    inbox.worked(task);
    assertThat(inbox.inFlight()).isEqualTo(1);
    ledger.fail(task.claim(), 0);
    inbox.retry(task);
    inbox.retry(task);
    assertThat(inbox.inFlight()).isEqualTo(1);

    assertThat(fixture.next()).as("an end that could not be handed on").isSameAs(task);
    fixture.finish(task);
    inbox.settled(task);
    inbox.retry(task);
    inbox.worked(task);
    assertThat(inbox.size()).isEqualTo(1);
    assertThat(inbox.inFlight()).isEqualTo(1);

    fixture.finish(other);
    assertThat(inbox.awaitIdle(Duration.ZERO)).isTrue();
  }

  @Test
  void should_begin_the_next_of_its_source_when_a_task_is_settled_unworked() {
    PendingTask task = fixture.deliver("a1", "a", P0, 0);
    fixture.deliver("a2", "a", P0, 1);
    fixture.next();
    inbox.settled(task);

    assertThat(fixture.next().id()).isEqualTo("a2");
    assertThat(inbox.inFlight()).isEqualTo(1);
  }

  @Test
  void should_have_no_room_when_a_thousand_could_begin() {
    fixture.deliver(0, 999);
    assertThat(inbox.hasRoom()).isTrue();
    fixture.deliver(999, 1_000);
    assertThat(inbox.hasRoom()).isFalse();

    fixture.finish(fixture.next());
    assertThat(inbox.hasRoom()).isTrue();
  }

  @Test
  void should_have_room_for_others_when_thousands_wait_behind_one() {
    fixture.fail(deliverHotSource(5_000), 60_000);
    fixture.deliver("b", "b", P1, 0);

    assertThat(fixture.next().id()).isEqualTo("b");
    assertThat(inbox.hasRoom()).isTrue();
  }

  private PendingTask deliverHotSource(int tasks) {
    for (int i = 0; i < tasks; i++) {
      fixture.deliver("h" + i, "hot", P0, i);
    }
    return fixture.next();
  }

  @Test
  void should_have_no_room_when_20_000_wait_and_forget_them_when_they_are_revoked() {
    fixture.fail(deliverHotSource(10_000), 60_000);
    ledger.setAway(true);
    for (int i = 0; i < 10_000; i++) {
      fixture.deliver("w" + i, "w" + i / 20, P0, 10_000 + i);
    }
    assertThat(inbox.size()).isEqualTo(20_000);
    assertThat(inbox.hasRoom()).isFalse();

    inbox.giveUp(List.of(P0));

    assertThat(inbox.size()).isZero();
    assertThat(inbox.hasRoom()).isTrue();
    assertThat(ledger.held()).isEmpty();
  }

  @Test
  void should_have_no_room_when_a_few_messages_are_huge() {
    String message = "x".repeat(1 << 20);
    int count = 0;
    while (inbox.hasRoom()) {
      inbox.put(new PendingTask("k" + count++, null, "no JSON", message, null));
    }
    assertThat(count).isBetween(4, 999);

    fixture.finish(fixture.next());
    assertThat(inbox.hasRoom()).isTrue();
  }

  @Test
  void should_wait_between_questions_and_ask_for_one_when_the_ledger_is_away() {
    ledger.setAway(true);
    fixture.deliver(0, 3);
    Thread reader = new Thread(() -> fixture.finish(fixture.next()));
    reader.start();
    awaitUntil(() -> !ledger.asked().isEmpty() && reader.getState() == Thread.State.TIMED_WAITING);
    fixture.pass(199);
    inbox.resume();
    assertThat(ledger.asked()).containsExactly(3);
    ledger.setAway(false);
    fixture.deliver("late", "late", P1, 0);
    fixture.pass(1);
    inbox.resume();
    join(reader);

    assertThat(ledger.asked()).as("the first after a fault is for one").containsExactly(3, 1);
    fixture.pass(1_000);
    assertThat(fixture.next(3)).containsExactly("k0", "k1", "k2");
    assertThat(ledger.asked()).containsExactly(3, 1, 3);
  }

  private static void awaitUntil(Callable<Boolean> condition) {
    await().atMost(Duration.ofSeconds(10)).pollInterval(Duration.ofMillis(2)).until(condition);
  }

  private static void join(Thread thread) {
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    assertThat(thread.isAlive()).isFalse();
  }

  @Test
  void should_go_on_with_the_others_when_the_ledger_cannot_take_one() {
    ledger.poison("k1");
    fixture.deliver(0, 4);
    Thread time =
        new Thread(
            () -> {
              while (!Thread.currentThread().isInterrupted()) {
                fixture.pass(50);
                inbox.resume();
                Thread.yield();
              }
            });
    time.start();
    try {
      assertThat(fixture.next(3)).containsExactlyInAnyOrder("k0", "k2", "k3");
    } finally {
      time.interrupt();
    }
    join(time);
  }

  @Test
  void should_hand_out_no_more_than_admitted_when_more_are_claimed() throws Exception {
    fixture.deliver(0, 10);
    List<String> begun = new CopyOnWriteArrayList<>();
    Thread reader =
        new Thread(
            () -> {
              for (PendingTask task = fixture.next(); task != null; task = fixture.next()) {
                begun.add(task.id());
              }
            });
    reader.start();
    awaitUntil(
        () ->
            begun.size() == InboxFixture.WORKERS
                && reader.getState() == Thread.State.TIMED_WAITING);
    assertThat(begun).hasSize(InboxFixture.WORKERS);
    assertThat(inbox.inFlight()).isEqualTo(InboxFixture.WORKERS);

    inbox.close();
    join(reader);
    assertThat(begun).hasSize(InboxFixture.WORKERS);
    assertThat(ledger.held()).containsExactly("k0", "k1", "k2", "k3");
    assertThat(inbox.stream("test").hasNext()).isFalse();
  }

  @Test
  void should_take_nothing_when_it_is_closed() {
    PendingTask begun = fixture.deliver("a", "a", P0, 0);
    fixture.next();
    inbox.close();

    inbox.put(task("b", "b", P0, 1));
    ledger.replay(task("c", "c", null, 0));
    inbox.takeDue();
    assertThat(inbox.size()).isEqualTo(1);
    assertThat(inbox.hasRoom()).isFalse();

    fixture.fail(begun, 0);
    assertThat(inbox.size()).isZero();
    assertThat(ledger.held()).isEmpty();
    assertThat(fixture.committable(P0)).as("never past an unfinished record").isZero();
    assertThat(fixture.next()).isNull();
  }

  @Test
  void should_hand_nothing_to_a_reader_that_was_told_to_stop() {
    Iterator<PendingTask> stopped = fixture.inbox.stream("files-work");
    fixture.inbox.endExchanges("another-route");
    assertThat(stopped.hasNext()).isTrue();

    fixture.inbox.endExchanges("files-work");
    fixture.deliver(0, 1);

    assertThat(stopped.hasNext()).isFalse();
    assertThat(stopped.next()).isNull();
    assertThat(fixture.inbox.stream("files-work").next().id()).isEqualTo("k0");
  }
}
