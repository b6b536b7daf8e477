package io.serai.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.serai.files.TaskMessage.Position;
import io.serai.ledger.Backoff;
import io.serai.ledger.Claim;
import io.serai.ledger.ErrorClass;
import io.serai.ledger.Failure;
import io.serai.ledger.ItemFilter;
import io.serai.ledger.Ledger;
import io.serai.ledger.LedgerDesk;
import io.serai.testing.FaultyDataSource;
import io.serai.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Tasks in a real ledger. */
@Timeout(60)
class TaskClaimsTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final TaskMessages MESSAGES = new TaskMessages("input-files", "processed-files");

  private final FaultyDataSource source = new FaultyDataSource(DATABASE.dataSource());
  private final Ledger ledger =
      new Ledger(
          new JdbcTemplate(source),
          "mine",
          MINUTE,
          new Backoff(Duration.ofSeconds(5), Duration.ofSeconds(5), () -> 1));
  private final Ledger others = DATABASE.ledger("other", MINUTE);
  private final TaskClaims claims = new TaskClaims(ledger, MESSAGES, "tasks", 3);

  @BeforeEach
  void clear() {
    DATABASE.jdbc().execute("TRUNCATE serai.work_item");
  }

  private static TaskMessage message(long offset, String value, String id, String etag) {
    return new TaskMessage(new Position("tasks", 0, offset), 36L, value, id, etag);
  }

  private PendingTask pending(String key) {
    return claims.pending(message(1, "{\"key\":\"" + key + "\"}", key, null));
  }

  @Test
  void should_name_a_task_by_source_and_record_when_its_sender_gave_no_id() {
    PendingTask task = claims.pending(message(7, "{\"key\":\"a.csv\"}", null, "e1"));
    assertThat(task.id()).isEqualTo("input-files/a.csv@tasks-0-7-10");
    assertThat(task.lane()).isEqualTo("input-files/a.csv");
    assertThat(task.positions()).containsExactly(new Position("tasks", 0, 7));
    assertThat(task.fault()).isNull();
    assertThat(claims.pending(message(8, "{\"key\":\"a.csv\"}", " ", null)).id())
        .as("an empty id would make one task of all")
        .isEqualTo("input-files/a.csv@tasks-0-8-10");
    assertThat(claims.pending(message(9, "{\"key\":\"a.csv\"}", "b/a@e", null)).id())
        .isEqualTo("b/a@e");

    PendingTask none = claims.pending(message(10, "hello", null, null));
    assertThat(none.id()).isEqualTo("tasks-0-10-10");
    assertThat(none.lane()).isEqualTo(none.id());
    assertThat(none.fault()).startsWith("the message is not JSON");
  }

  @Test
  void should_tell_claims_finished_waiting_and_foreign_ones_apart() {
    PendingTask mine = pending("mine");
    PendingTask done = pending("done");
    PendingTask dead = pending("dead");
    PendingTask waiting = pending("waiting");
    PendingTask foreign = pending("foreign");
    others.complete("files", others.claim("files", "done", 3).stream().toList());
    others.fail(
        "files",
        others.claim("files", "dead", 3).stream().toList(),
        Failure.of(ErrorClass.INVALID, "X", "x"));
    ledger.fail(
        "files",
        ledger.claim("files", "waiting", 3).stream().toList(),
        Failure.of(ErrorClass.TRANSIENT, "X", "x"));
    others.claim("files", "foreign", 3);

    TaskLedger.Answer answer = claims.claim(List.of(mine, done, dead, waiting, foreign));

    assertThat(answer.claims()).containsOnlyKeys("mine");
    assertThat(answer.finished()).containsExactlyInAnyOrder("done", "dead");
    assertThat(answer.dueIn()).containsOnlyKeys("waiting");
    assertThat(answer.dueIn().get("waiting")).isBetween(Duration.ofMillis(1), MINUTE);

    claims.release(answer.claims().values());
    assertThat(others.claim("files", "mine", 3)).isPresent();
  }

  @Test
  void should_restore_the_same_task_when_it_is_replayed() {
    PendingTask task =
        claims.pending(
            message(
                1,
                "{\"dest_key\":\"r.json\",\"key\":\"数据/a.csv\",\"size\":7,\"x\":1}",
                null,
                "\"e1\""));
    TaskClaims elsewhere =
        new TaskClaims(ledger, new TaskMessages("other", "processed-files"), "tasks", 3);
    bury(task);

    assertThat(elsewhere.due(9)).isEmpty();
    assertThat(new LedgerDesk(DATABASE.jdbc()).replay(new ItemFilter("files", null, null, null)))
        .isEqualTo(1);
    PendingTask again = elsewhere.due(9).get(0);

    assertThat(again.id()).isEqualTo(task.id());
    assertThat(again.lane()).isEqualTo(task.lane());
    assertThat(again.task()).isEqualTo(task.task());
    assertThat(again.etag()).isEqualTo(task.etag());
    assertThat(again.message())
        .isEqualTo(
            "{\"key\":\"数据/a.csv\",\"bucket\":\"input-files\","
                + "\"dest_key\":\"r.json\",\"size\":7}");
    assertThat(again.positions()).isEmpty();
    assertThat(again.claim()).isNotNull();
    assertThat(ledger.complete("files", List.of(again.claim()))).containsExactly(task.id());
  }

  @Test
  void should_follow_mended_settings_when_the_message_did_not_say_where_the_result_goes() {
    TaskClaims wrong = new TaskClaims(ledger, new TaskMessages("in-files", "typo"), "tasks", 3);
    PendingTask open = wrong.pending(message(1, "{\"key\":\"a.csv\"}", "open", null));
    PendingTask named =
        wrong.pending(message(2, "{\"key\":\"a.csv\",\"dest_bucket\":\"own\"}", "own", null));
    bury(open);
    bury(named);
    new LedgerDesk(DATABASE.jdbc()).replay(new ItemFilter("files", null, null, null));

    assertThat(claims.due(9))
        .extracting(PendingTask::id, task -> task.task().source(), task -> task.task().destBucket())
        .containsExactlyInAnyOrder(
            tuple("open", "in-files/a.csv", "processed-files"),
            tuple("own", "in-files/a.csv", "own"));
  }

  @Test
  void should_leave_tasks_to_the_workers_of_their_topic_when_they_are_due() {
    TaskClaims ofLogs = new TaskClaims(ledger, MESSAGES, "log-tasks", 3);
    claims.release(claims.claim(List.of(pending("mine"))).claims().values());
    claims.release(
        ofLogs
            .claim(List.of(ofLogs.pending(message(1, "{\"key\":\"x.log\"}", "log", null))))
            .claims()
            .values());
    others.enqueue("files", 5, 3, List.of(new Ledger.NewItem("older", "{\"message\":\"x\"}")));

    assertThat(ofLogs.due(9)).extracting(PendingTask::id).containsExactlyInAnyOrder("log", "older");
    assertThat(claims.due(9)).extracting(PendingTask::id).containsExactly("mine");
  }

  private void bury(PendingTask task) {
    Claim claim = claims.claim(List.of(task)).claims().get(task.id());
    assertThat(claim).as(task.id()).isNotNull();
    ledger.fail("files", List.of(claim), Failure.of(ErrorClass.INVALID, "X", "x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "\"a text\"",
        "a\0b",
        "{\"key\":\"a\\u0000b\"}",
        "{\"key\":\"a\\ud83d\"}",
        "\ud83d",
        "\\u0000 \\ud800",
        "{\"key\":\"ok\",\"last_modified\":\"\\u0000 \\ud83d\"}",
        "{\"key\":\"ok\",\"generated_at\":\"\ud83d\"}"
      })
  void should_claim_and_restore_when_a_message_is_poison(String poison) {
    PendingTask bad = claims.pending(message(1, poison, null, "e\0\ud800"));
    PendingTask good = pending("good");

    TaskLedger.Answer answer = claims.claim(List.of(bad, good));

    assertThat(answer.claims()).containsOnlyKeys(bad.id(), "good");
    claims.release(answer.claims().values());
    assertThat(claims.due(9))
        .filteredOn(task -> task.id().equals(bad.id()))
        .singleElement()
        .satisfies(task -> assertThat(task.fault() == null).isEqualTo(bad.fault() == null))
        .satisfies(task -> assertThat(task.lane()).isEqualTo(bad.lane()));
  }

  @Test
  void should_claim_and_restore_when_keys_and_messages_are_huge() {
    String huge = "x".repeat(1 << 20);
    PendingTask message = claims.pending(message(1, huge, null, null));
    PendingTask id = claims.pending(message(2, "{\"key\":\"a\"}", "文\0".repeat(9_000), null));

    TaskLedger.Answer answer = claims.claim(List.of(message, id));
    assertThat(answer.claims()).containsOnlyKeys(message.id(), id.id());
    claims.release(answer.claims().values());

    assertThat(claims.due(9))
        .extracting(PendingTask::id, PendingTask::message)
        .contains(tuple(message.id(), huge))
        .hasSize(2);
  }

  @Test
  void should_be_a_bad_task_when_its_payload_cannot_be_read() {
    String nested = "[".repeat(1_500) + "]".repeat(1_500);
    ledger.enqueue(
        "files",
        5,
        3,
        List.of(
            new Ledger.NewItem("no payload", null),
            new Ledger.NewItem("too deep", nested),
            new Ledger.NewItem("other types", "{\"message\":{\"key\":{\"a\":1}}}")));

    assertThat(claims.due(9))
        .hasSize(3)
        .allSatisfy(task -> assertThat(task.fault()).isNotBlank())
        .allSatisfy(task -> assertThat(task.message()).isNotNull())
        .allSatisfy(task -> assertThat(task.claim()).isNotNull());
  }

  @Test
  void should_be_a_task_when_its_payload_was_written_by_others() {
    ledger.enqueue(
        "files",
        5,
        3,
        List.of(new Ledger.NewItem("k", "{\"message\":{\"key\":\"a\",\"colour\":1}}")));

    assertThat(claims.due(9))
        .singleElement()
        .extracting(PendingTask::lane)
        .isEqualTo("input-files/a");
  }

  @Test
  void should_wait_and_keep_nothing_when_the_database_is_away() throws Exception {
    TaskInbox inbox =
        new TaskInbox(
            claims,
            2,
            n -> n < 2,
            () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()),
            Runnable::run);
    source.setAway(true);
    inbox.put(pending("a"));
    inbox.put(pending("b"));
    CompletableFuture<PendingTask> next = new CompletableFuture<>();
    Thread reader = new Thread(() -> next.complete(inbox.stream("test").next()));
    reader.start();
    await().atMost(MINUTE).until(() -> reader.getState() == Thread.State.TIMED_WAITING);
    inbox.takeDue();
    assertThat(next).as("was refused, and waits").isNotDone();
    assertThat(inbox.size()).isEqualTo(2);

    source.setAway(false);
    PendingTask first = next.get(20, TimeUnit.SECONDS);
    PendingTask second = inbox.stream("test").next();
    assertThat(List.of(first.id(), second.id())).containsExactlyInAnyOrder("a", "b");

    source.setAway(true);
    claims.release(List.of(first.claim(), second.claim()));
    source.setAway(false);
    DATABASE.jdbc().update("UPDATE serai.work_item SET lease_until = now() - interval '1 s'");
    ledger.heartbeat();
    assertThat(others.reap()).as("leases that nobody extends").isEqualTo(2);
  }

  @Test
  void should_end_at_once_when_it_is_closed_while_the_database_is_away() throws Exception {
    TaskInbox inbox =
        new TaskInbox(claims, 2, n -> n < 2, System::currentTimeMillis, Runnable::run);
    source.setAway(true);
    inbox.put(pending("a"));
    CompletableFuture<PendingTask> next =
        CompletableFuture.supplyAsync(() -> inbox.stream("test").next());

    inbox.close();

    assertThat(next.get(20, TimeUnit.SECONDS)).isNull();
  }
}
