package io.serai.files;

import static io.serai.files.SampleResults.failed;
import static io.serai.files.SampleResults.success;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Notifications that Kafka has yet to get. */
@Timeout(60)
class FileResultOutboxTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

  private static final Duration MINUTE = Duration.ofMinutes(1);

  private FileResultTable table;

  @BeforeEach
  void begin() {
    DATABASE.jdbc().execute("TRUNCATE serai.file_result");
    table = new FileResultTable(new NamedParameterJdbcTemplate(DATABASE.jdbc()));
  }

  private void letTimePass() {
    DATABASE
        .jdbc()
        .update("UPDATE serai.file_result SET offered_at = offered_at - interval '61 seconds'");
  }

  @Test
  void should_leave_a_row_to_its_worker_first_when_it_is_new() {
    table.insert(List.of(success("a", 100)));

    assertThat(table.unannounced(null, MINUTE, 9)).isEmpty();

    letTimePass();
    assertThat(table.unannounced(null, MINUTE, 9)).extracting(FileResult::key).containsExactly("a");
  }

  @Test
  void should_hand_out_the_oldest_first_and_no_more_than_wanted() {
    table.insert(List.of(success("b", 10), failed("a", 20, "x"), success("c", 5)));
    letTimePass();

    List<FileResult> two = table.unannounced(null, MINUTE, 2);
    assertThat(two)
        .hasSize(2)
        .isSortedAccordingTo((l, r) -> l.finishedAt().compareTo(r.finishedAt()));
    assertThat(table.unannounced(null, MINUTE, 9)).hasSize(1).doesNotContainAnyElementsOf(two);
    assertThat(table.unannounced(null, MINUTE, 9)).isEmpty();
  }

  @Test
  void should_hand_out_a_row_again_when_its_sender_died_and_never_when_it_is_announced() {
    table.insert(List.of(success("a", 10), success("b", 10)));
    letTimePass();
    assertThat(table.unannounced(null, MINUTE, 9)).hasSize(2);

    letTimePass();
    List<FileResult> again = table.unannounced(null, MINUTE, 9);
    assertThat(again).hasSize(2);
    table.announced(again.subList(0, 1));
    table.announced(List.of());
    letTimePass();

    assertThat(table.unannounced(null, MINUTE, 9)).isEqualTo(again.subList(1, 2));
    assertThat(table.find(ResultFilter.ALL))
        .filteredOn(row -> row.announcedAt() != null)
        .extracting(FileResult::task)
        .containsExactly(again.get(0).task());
  }

  @Test
  void should_not_wait_for_rows_that_another_takes_at_the_moment() {
    table.insert(List.of(success("a", 10), success("b", 10)));
    letTimePass();
    TransactionTemplate transaction =
        new TransactionTemplate(new DataSourceTransactionManager(DATABASE.dataSource()));

    transaction.executeWithoutResult(
        status -> {
          List<FileResult> mine = table.unannounced(null, MINUTE, 1);
          List<FileResult> others =
              CompletableFuture.supplyAsync(() -> table.unannounced(null, MINUTE, 9))
                  .orTimeout(20, TimeUnit.SECONDS)
                  .join();
          assertThat(others).hasSize(1).doesNotContainAnyElementsOf(mine);
        });
  }

  @Test
  void should_send_each_once_when_many_processes_share_the_rest() {
    table.insert(IntStream.range(0, 2_000).mapToObj(i -> success("k" + i, 10)).toList());
    letTimePass();
    List<FileResult> sent = Collections.synchronizedList(new ArrayList<>());

    List<CompletableFuture<Void>> senders =
        IntStream.range(0, 6)
            .mapToObj(i -> CompletableFuture.runAsync(() -> sendAll(sent)))
            .toList();
    senders.forEach(CompletableFuture::join);
    sendAll(sent);

    assertThat(sent).hasSize(2_000).doesNotHaveDuplicates();
    assertThat(table.counts().unannounced()).isZero();
  }

  private void sendAll(List<FileResult> sent) {
    for (List<FileResult> batch = table.unannounced(null, MINUTE, 100);
        !batch.isEmpty();
        batch = table.unannounced(null, MINUTE, 100)) {
      sent.addAll(batch);
      table.announced(batch);
    }
  }

  @Test
  void should_not_block_each_other_when_two_announce_the_same_in_other_orders() {
    List<FileResult> rows = IntStream.range(0, 500).mapToObj(i -> success("k" + i, 10)).toList();
    table.insert(rows);

    List<CompletableFuture<Void>> senders =
        IntStream.range(0, 8)
            .mapToObj(seed -> CompletableFuture.runAsync(() -> announceShuffled(rows, seed)))
            .toList();
    senders.forEach(CompletableFuture::join);

    assertThat(table.counts().unannounced()).isZero();
  }

  private void announceShuffled(List<FileResult> rows, int seed) {
    List<FileResult> mine = new ArrayList<>(rows);
    Collections.shuffle(mine, new Random(seed));
    table.announced(mine);
  }
}
