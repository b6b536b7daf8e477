package io.serai.files;

import static io.serai.files.InboxFixture.P0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.ledger.Backoff;
import io.serai.ledger.Claim;
import io.serai.ledger.ErrorClass;
import io.serai.ledger.Failure;
import io.serai.ledger.Ledger;
import io.serai.testing.FaultyDataSource;
import io.serai.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Ends of tasks in a real ledger and processing log. */
@Timeout(60)
class FilesWriterTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Failure BROKEN = Failure.of(ErrorClass.INVALID, "BAD_CSV", "broken\0");
  private static final Failure CUT = Failure.of(ErrorClass.TRANSIENT, "STORE_CUT", "cut");
  private static final Failure BUSY = Failure.of(ErrorClass.THROTTLED, "STORE_BUSY", "busy");

  private final FaultyDataSource source = new FaultyDataSource(DATABASE.dataSource());
  private final JdbcTemplate jdbc = new JdbcTemplate(source);
  private final Ledger ledger =
      new Ledger(jdbc, "mine", MINUTE, new Backoff(Duration.ZERO, Duration.ZERO, () -> 0));
  private final FileResultTable table = new FileResultTable(new NamedParameterJdbcTemplate(jdbc));
  private final TaskClaims claims =
      new TaskClaims(ledger, new TaskMessages("in-put", "out"), "tasks", 2);
  private final FilesProgress progress = new FilesProgress(System::nanoTime);
  private final TaskInbox inbox =
      new TaskInbox(
          claims,
          4,
          n -> n < 4,
          () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()),
          Runnable::run);
  private final AtomicLong clock = new AtomicLong();
  private final FilesOutbox outbox = new FilesOutbox(clock::get);
  private final FilesWriter writer = writer();

  private long offset;

  private FilesWriter writer() {
    return writer(claims);
  }

  private FilesWriter writer(TaskClaims tasks) {
    FileLog log = new FileLog();
    FileResults rows = new FileResults("multi_process", "mine", new TaskMessages("in", "out"));
    TransactionTemplate transaction =
        new TransactionTemplate(new DataSourceTransactionManager(source));
    LostFiles lost =
        new LostFiles(ledger, tasks, rows, table, transaction, progress, log, clock::get);
    return new FilesWriter(table, ledger, inbox, outbox, progress, log, rows, lost, transaction);
  }

  @BeforeEach
  void clear() {
    DATABASE.jdbc().execute("TRUNCATE serai.work_item, serai.file_result");
  }

  private PendingTask begin(String id) {
    inbox.watermarks().polled(InboxFixture.records(P0, offset, offset + 1));
    inbox.put(InboxFixture.task(id, id, P0, offset++));
    return inbox.stream("test").next();
  }

  private static Outcome success(PendingTask task) {
    return new Outcome(
        task,
        new FileResult(
            task.id(),
            task.claim().fence(),
            FileResult.SUCCESS,
            "b",
            task.task().key(),
            "out",
            "r",
            "csv",
            "e",
            1,
            "aa",
            2,
            "bb",
            null,
            null,
            null,
            1,
            FileResult.MULTI_PROCESS,
            "mine",
            Instant.now(),
            Instant.now(),
            task.message(),
            null));
  }

  private Outcome worked(String id) {
    Outcome outcome = success(begin(id));
    inbox.worked(outcome.task());
    return outcome;
  }

  private String state(String id) {
    return DATABASE
        .jdbc()
        .queryForObject(
            "SELECT state FROM serai.work_item WHERE line = 'files' AND key = ?", String.class, id);
  }

  private List<String> rows() {
    return DATABASE
        .jdbc()
        .queryForList(
            "SELECT task || ' ' || status || ' ' || attempts FROM serai.file_result ORDER BY 1",
            String.class);
  }

  private long committable() {
    var due = inbox.watermarks().due().get(P0);
    return due == null ? -1 : due.offset();
  }

  private void loseLease(PendingTask task) {
    DATABASE.jdbc().update("UPDATE serai.work_item SET lease_until = now() - interval '1 s'");
    Ledger others = DATABASE.ledger("others", MINUTE);
    others.reap();
    assertThat(others.claim("files", task.id(), 2)).isPresent();
  }

  /** All that the process still holds would be extended; what is not is put back. */
  private int reapedAfterHeartbeat() {
    DATABASE.jdbc().update("UPDATE serai.work_item SET lease_until = now() - interval '1 s'");
    ledger.heartbeat();
    return DATABASE.ledger("others", MINUTE).reap();
  }

  @Test
  void should_let_the_record_be_committed_only_when_the_end_is_written_and_told() {
    List<Outcome> ends = List.of(worked("a"), worked("b"));
    assertThat(state("a")).isEqualTo("CLAIMED");

    assertThat(writer.write(ends)).isEqualTo(ends);
    assertThat(state("a")).isEqualTo("DONE");
    assertThat(rows()).containsExactly("a success 1", "b success 1");
    assertThat(table.counts().unannounced()).isEqualTo(2);
    assertThat(committable()).isZero();

    writer.told(ends);
    assertThat(committable()).isEqualTo(2);
    assertThat(table.counts().unannounced()).isZero();
    assertThat(inbox.size()).isZero();
    assertThat(progress.counts()).isEqualTo(new FilesProgress.Counts(2, 0, 0, 0, 0, 2, 4));
  }

  @Test
  void should_write_nothing_at_all_when_the_log_cannot_be_written() {
    List<Outcome> ends = List.of(worked("a"));
    source.loseResultOf("INSERT INTO serai.file_result");

    assertThatThrownBy(() -> writer.write(ends)).isInstanceOf(DataAccessException.class);
    assertThat(source.hasLostResult()).isTrue();
    assertThat(state("a")).isEqualTo("CLAIMED");
    assertThat(rows()).isEmpty();
    assertThat(reapedAfterHeartbeat()).as("it is still held").isZero();

    assertThat(writer.write(ends)).isEqualTo(ends);
    assertThat(state("a")).isEqualTo("DONE");
    assertThat(rows()).containsExactly("a success 1");
  }

  @Test
  void should_write_nothing_twice_when_the_answer_to_the_commit_was_lost() {
    Outcome end = worked("a");
    assertThat(writer.write(List.of(end))).hasSize(1);

    assertThat(writer.write(List.of(end))).as("as a redelivery does").isEmpty();
    assertThat(rows()).containsExactly("a success 1");
    PendingTask next = begin("b");
    assertThat(next.id()).as("the ledger says that a is done").isEqualTo("b");
    assertThat(committable()).isEqualTo(1);
    assertThat(inbox.size()).isEqualTo(1);
    assertThat(table.counts().unannounced()).as("is told from the log").isEqualTo(1);
  }

  @Test
  void should_write_only_what_is_held_when_a_lease_was_lost() {
    Outcome lost = worked("a");
    loseLease(lost.task());
    Outcome held = worked("b");

    List<Outcome> written = writer.write(List.of(lost, held));

    assertThat(written).containsExactly(held);
    assertThat(rows()).containsExactly("b success 1");
    assertThat(state("a")).isEqualTo("CLAIMED");
    assertThat(progress.counts().lost()).isEqualTo(1);
    writer.told(written);
    assertThat(committable()).as("another has a").isZero();
    assertThat(inbox.size()).isEqualTo(1);
    assertThat(reapedAfterHeartbeat()).as("the other's claim is not extended here").isEqualTo(1);
  }

  @Test
  void should_write_a_row_and_tell_it_when_a_task_is_dead() {
    PendingTask task = begin("a");

    List<Outcome> dead = writer.record(new Verdict(task, BROKEN));

    assertThat(dead).extracting(Outcome::isSuccess).containsExactly(false);
    assertThat(state("a")).isEqualTo("DEAD");
    assertThat(rows()).containsExactly("a failed 1");
    assertThat(inbox.inFlight()).isZero();
    assertThat(committable()).isZero();
    writer.told(dead);
    assertThat(committable()).isEqualTo(1);
    assertThat(progress.counts().dead()).isEqualTo(1);
  }

  @Test
  void should_write_a_row_only_for_the_last_attempt_when_it_fails_again() {
    PendingTask task = begin("a");
    assertThat(writer.record(new Verdict(task, CUT))).isEmpty();
    assertThat(rows()).isEmpty();
    assertThat(state("a")).isEqualTo("RETRY");

    assertThat(inbox.stream("test").next()).isSameAs(task);
    assertThat(writer.record(new Verdict(task, BUSY))).as("costs no attempt").isEmpty();
    assertThat(inbox.stream("test").next()).isSameAs(task);
    assertThat(writer.record(new Verdict(task, CUT))).hasSize(1);

    assertThat(rows()).containsExactly("a failed 2");
    assertThat(progress.counts()).isEqualTo(new FilesProgress.Counts(0, 1, 1, 1, 0, 0, 0));
  }

  @Test
  void should_be_dead_and_told_when_the_message_was_no_task() {
    inbox.watermarks().polled(InboxFixture.records(P0, 0, 1));
    inbox.put(
        claims.pending(
            new TaskMessage(
                new TaskMessage.Position("t", 0, 0), 36, "hel\0lo\ud800", null, "e\0")));
    PendingTask task = inbox.stream("test").next();

    List<Outcome> dead = writer.record(new Verdict(task, BROKEN));
    writer.told(dead);

    assertThat(rows()).containsExactly("t-0-0-10 failed 1");
    assertThat(committable()).isEqualTo(1);
  }

  @Test
  void should_write_nothing_when_the_lease_of_a_failed_task_was_lost() {
    PendingTask task = begin("a");
    loseLease(task);

    assertThat(writer.record(new Verdict(task, BROKEN))).isEmpty();

    assertThat(rows()).isEmpty();
    assertThat(state("a")).isEqualTo("CLAIMED");
    assertThat(inbox.inFlight()).isZero();
    assertThat(progress.counts().lost()).isEqualTo(1);
  }

  @Test
  void should_record_once_when_a_failure_is_recorded_again_after_a_fault() {
    PendingTask task = begin("a");
    Verdict verdict = new Verdict(task, BROKEN);
    source.loseResultOf("INSERT INTO serai.file_result");
    assertThatThrownBy(() -> writer.record(verdict)).isInstanceOf(DataAccessException.class);
    assertThat(state("a")).isEqualTo("CLAIMED");
    assertThat(inbox.inFlight()).isEqualTo(1);

    assertThat(writer.record(verdict)).hasSize(1);
    assertThat(rows()).containsExactly("a failed 1");
    assertThat(inbox.inFlight()).isZero();
  }

  @Test
  void should_cost_no_attempt_when_a_stop_interrupted_it() {
    PendingTask task = begin("a");

    assertThat(writer.record(new Verdict(task, null))).isEmpty();

    assertThat(state("a")).isEqualTo("READY");
    assertThat(inbox.stream("test").next()).isSameAs(task);
    assertThat(task.claim()).extracting(Claim::attempt).isEqualTo(0);
  }

  @Test
  void should_tell_what_others_left_when_it_is_old_enough() {
    List<Outcome> ends = List.of(worked("a"));
    writer.write(ends);
    assertThat(writer.untold()).as("its writer goes first").isEmpty();
    DATABASE
        .jdbc()
        .update("UPDATE serai.file_result SET offered_at = offered_at - interval '31 s'");

    List<Outcome> untold = writer.untold();
    assertThat(untold).extracting(Outcome::task).containsExactly((PendingTask) null);
    assertThat(Notifications.id(untold.get(0).result()))
        .isEqualTo(Notifications.id(ends.get(0).result()));
    assertThat(Notifications.of(untold.get(0).result()))
        .isEqualTo(Notifications.of(ends.get(0).result()));
    writer.told(untold);

    assertThat(table.counts().unannounced()).isZero();
    assertThat(inbox.size()).as("though its own process did not tell it").isZero();
    assertThat(committable()).isEqualTo(1);
    writer.told(ends);
    assertThat(inbox.size()).isZero();
  }

  @Test
  void should_keep_what_it_cannot_tell_for_itself_when_kafka_is_away_for_long()
      throws InterruptedException {
    List<Outcome> ends = List.of(worked("a"), worked("b"));
    outbox.put(writer.write(ends));
    assertThat(outbox.next()).as("but Kafka does not take it").isEqualTo(ends);
    clock.addAndGet(11_000);
    DATABASE
        .jdbc()
        .update("UPDATE serai.file_result SET offered_at = offered_at - interval '31 s'");

    assertThat(writer.untold()).isEmpty();

    assertThat(table.unannounced(null, Duration.ofSeconds(30), 9))
        .as("others see it is held")
        .isEmpty();
    assertThat(table.counts().unannounced()).isEqualTo(2);
    assertThat(inbox.untold()).isEqualTo(2);
    inbox.close();
    assertThat(inbox.size()).as("at the stop it is left to others").isZero();
    assertThat(committable()).isZero();
  }

  /** As often as it takes to be given up. */
  private void killWhoeverWorksOn(String id) {
    Ledger others = DATABASE.ledger("others", MINUTE);
    String message = "{\"message\":{\"key\":\"%s\"},\"scope\":\"tasks\"}".formatted(id);
    for (int i = 0; !"DEAD".equals(i == 0 ? "" : state(id)); i++) {
      assertThat(others.claim("files", 2, List.of(new Ledger.NewItem(id, message)))).hasSize(1);
      DATABASE.jdbc().update("UPDATE serai.work_item SET lease_until = now() - interval '1 s'");
      others.reap();
    }
  }

  @Test
  void should_write_and_tell_once_when_a_file_has_killed_all_who_worked_on_it() {
    killWhoeverWorksOn("a");

    List<Outcome> ends = writer.untold();

    assertThat(ends).hasSize(1);
    assertThat(ends.get(0).result())
        .satisfies(
            row -> {
              assertThat(row.key()).isEqualTo("a");
              assertThat(row.errorCode()).isEqualTo("LEASE_LOST");
              assertThat(row.error()).contains("10 processes vanished", "others");
              assertThat(row.message()).contains("\"a\"");
            });
    assertThat(rows()).containsExactly("a failed 10");
    assertThat(writer.untold()).as("it is written").isEmpty();
    assertThat(writer().untold()).as("by whoever looks").isEmpty();
    assertThat(progress.counts().dead()).isEqualTo(1);
    writer.told(ends);
    assertThat(table.counts().unannounced()).isZero();
  }

  @Test
  void should_leave_what_others_owe_to_the_workers_of_their_topic() {
    TaskMessages messages = new TaskMessages("in-put", "out");
    FilesWriter stranger = writer(new TaskClaims(ledger, messages, "other-tasks", 2));
    killWhoeverWorksOn("a");
    writer.write(List.of(success(begin("b"))));
    DATABASE.jdbc().update("UPDATE serai.file_result SET offered_at = now() - interval '1 hour'");

    assertThat(stranger.untold()).isEmpty();
    assertThat(writer.untold())
        .extracting(end -> end.result().task())
        .containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void should_find_lost_files_again_when_the_database_was_away_at_the_last_look() {
    assertThat(writer.untold()).isEmpty();
    killWhoeverWorksOn("a");
    DATABASE.jdbc().update("UPDATE serai.work_item SET updated_at = now() - interval '1 hour'");
    clock.addAndGet(Duration.ofHours(1).toMillis());
    source.loseResultOf("INSERT INTO serai.file_result");
    assertThat(writer.untold()).isEmpty();
    assertThat(rows()).isEmpty();

    assertThat(writer.untold()).hasSize(1);
    assertThat(rows()).containsExactly("a failed 10");
  }
}
