package io.serai.files;

import static io.serai.files.SampleResults.failed;
import static io.serai.files.SampleResults.success;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

@Timeout(60)
class FileResultTableTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();

  private FileResultTable table;

  @BeforeEach
  void begin() {
    DATABASE.jdbc().execute("TRUNCATE serai.file_result");
    table = new FileResultTable(new NamedParameterJdbcTemplate(DATABASE.jdbc()));
  }

  @Test
  void should_give_back_every_column_when_inserted() {
    FileResult success = success("a.csv", 2);
    FileResult failed = failed("b.csv", 1, "no columns");
    FileResult known = announced(failed("c.csv", 0, "x"), Instant.parse("2026-11-01T00:00:00Z"));

    table.insert(List.of(success, failed, known));

    assertThat(table.find(ResultFilter.ALL)).containsExactly(known, failed, success);
  }

  private static FileResult announced(FileResult r, Instant at) {
    return new FileResult(
        r.task(),
        r.fence(),
        r.status(),
        r.bucket(),
        r.key(),
        r.destBucket(),
        r.destKey(),
        r.parser(),
        r.sourceEtag(),
        r.sourceSize(),
        r.sourceSha256(),
        r.resultSize(),
        r.resultSha256(),
        r.errorClass(),
        r.errorCode(),
        r.error(),
        r.attempts(),
        r.workerType(),
        r.worker(),
        r.startedAt(),
        r.finishedAt(),
        r.message(),
        at);
  }

  private static FileResult bare(String task, String bucket, String key, String error) {
    return new FileResult(
        task,
        1,
        FileResult.FAILED,
        bucket,
        key,
        null,
        null,
        null,
        null,
        0,
        null,
        0,
        null,
        null,
        null,
        error,
        1,
        FileResult.SINGLE_PROCESS,
        "w",
        Instant.now(),
        null,
        null,
        null);
  }

  @Test
  void should_keep_the_first_when_a_task_and_fence_come_again() {
    table.insert(List.of(success("a", 2)));

    table.insert(List.of(failed("a", 1, "late"), success("b", 1)));
    table.insert(List.of());

    assertThat(table.find(ResultFilter.ALL))
        .extracting(FileResult::key, FileResult::status)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("b", "success"),
            org.assertj.core.groups.Tuple.tuple("a", "success"));
  }

  @Test
  void should_take_any_text_when_values_are_missing_strange_or_too_long() {
    String tooLong = "汉".repeat(3_000);

    table.insert(
        List.of(
            bare("none", null, null, null),
            bare("nul\0", "in\0", "k\0", "nul \0, half \uD83D"),
            bare("long", tooLong, tooLong, tooLong)));

    List<FileResult> rows = table.find(ResultFilter.ALL);
    assertThat(rows).extracting(FileResult::task).contains("none", "nul\uFFFD", "long");
    assertThat(rows).extracting(FileResult::finishedAt).doesNotContainNull();
    FileResult cut = rows.stream().filter(r -> r.task().equals("long")).findFirst().orElseThrow();
    assertThat(cut.key()).isEqualTo("汉".repeat(341) + "…");
    assertThat(cut.bucket()).isEqualTo("汉".repeat(85) + "…");
    assertThat(cut.error()).isEqualTo(tooLong);
  }

  @Test
  void should_keep_every_key_that_s3_allows_whole() {
    String key = "汉".repeat(341) + "x";
    table.insert(List.of(success(key, 0)));

    assertThat(table.find(ResultFilter.ALL)).extracting(FileResult::key).containsExactly(key);
    assertThat(table.ends("in", List.of(new KeyAndEtag(key, "v1")))).containsOnlyKeys(key);
  }

  @Test
  void should_refuse_a_row_that_would_fail_its_batch() {
    assertThatThrownBy(() -> bare(null, "b", "k", null)).hasMessage("task");
    assertThatThrownBy(() -> SampleResults.row("k", "done", 1, null, "v"))
        .hasMessageContaining("status is done, not one of");
  }

  @Test
  void should_find_only_what_is_meant_when_filtered() {
    table.insert(
        List.of(
            success("data/1", 300),
            success("data/2", 2),
            failed("data/3", 1, "x"),
            success("da%a/4", 0),
            bare("other", "other", "data/5", null)));

    assertThat(keys(new ResultFilter("failed", "in", null, null, 0))).containsExactly("data/3");
    assertThat(keys(new ResultFilter(null, "in", "data/", null, 0)))
        .containsExactly("data/3", "data/2", "data/1");
    assertThat(keys(new ResultFilter(null, null, "da%", null, 0))).containsExactly("da%a/4");
    Instant hourAgo = Instant.now().minus(1, ChronoUnit.HOURS);
    assertThat(keys(new ResultFilter("success", "in", "data/", hourAgo, 0)))
        .containsExactly("data/2");
    assertThat(keys(new ResultFilter(null, "in", null, null, 2)))
        .containsExactly("da%a/4", "data/3");
    assertThat(keys(new ResultFilter(null, "o'; DROP TABLE x", null, null, 0))).isEmpty();
  }

  private List<String> keys(ResultFilter filter) {
    List<String> exported = new ArrayList<>();
    table.export(filter, row -> exported.add(row.key()));
    List<String> found = table.find(filter).stream().map(FileResult::key).toList();
    assertThat(exported).isEqualTo(found);
    return found;
  }

  @Test
  void should_stop_and_free_its_connection_when_the_receiver_of_an_export_fails() {
    table.insert(IntStream.range(0, 3_000).mapToObj(i -> success("k" + i, 1)).toList());
    List<String> seen = new ArrayList<>();

    for (int i = 0; i < 30; i++) {
      assertThatThrownBy(
              () ->
                  table.export(
                      ResultFilter.ALL,
                      row -> {
                        seen.add(row.key());
                        throw new IllegalStateException("disk full");
                      }))
          .hasMessage("disk full");
    }

    assertThat(seen).as("one of each").hasSize(30);
    assertThat(table.find(ResultFilter.ALL)).hasSize(3_000);
  }

  /** Rows that were already here would come even when the server ends the connection. */
  @Test
  void should_fetch_rows_bit_by_bit_when_exporting() {
    table.insert(IntStream.range(0, 3_000).mapToObj(i -> success("k" + i, 1)).toList());
    List<String> seen = new ArrayList<>();

    assertThatThrownBy(
            () ->
                table.export(
                    ResultFilter.ALL,
                    row -> {
                      seen.add(row.key());
                      // on a thread of its own, because this one is in the export's transaction
                      CompletableFuture.runAsync(FileResultTableTest::endTransactions).join();
                    }))
        .isInstanceOf(RuntimeException.class);

    assertThat(seen).hasSizeLessThan(3_000);
  }

  private static void endTransactions() {
    DATABASE
        .jdbc()
        .queryForList(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                + " AND state = 'idle in transaction'");
  }

  @Test
  void should_count_exactly_when_the_log_is_short() {
    assertThat(table.counts()).isEqualTo(new ResultCounts(0, 0, false, 0, 0, 0));

    table.insert(
        List.of(
            success("a", 1),
            success("b", 120),
            failed("c", 1, "x"),
            announced(failed("d", 120, "x"), Instant.now())));

    ResultCounts counts = table.counts();
    assertThat(counts).isEqualTo(new ResultCounts(2, 2, false, 1, 1, 3));
    assertThat(counts.total()).isEqualTo(4);
    assertThat(counts.recentFailureRate()).isEqualTo(0.5);
  }

  @Test
  void should_estimate_when_the_log_is_long() {
    DATABASE
        .jdbc()
        .execute(
            "INSERT INTO serai.file_result (task, fence, status, attempts, worker_type, worker,"
                + " started_at, finished_at, announced_at)"
                + " SELECT 't' || i, 1, CASE WHEN i % 3 = 0 THEN 'failed' ELSE 'success' END, 1,"
                + " 'single_process', 'w', now(), now() - interval '30 minutes', now()"
                + " FROM generate_series(1, 60000) i");
    assertThat(table.counts().estimated()).as("before the statistics know of it").isTrue();
    assertThat(table.counts().total()).isGreaterThan(10_000);
    DATABASE.jdbc().execute("ANALYZE serai.file_result");

    ResultCounts counts = table.counts();

    assertThat(counts.estimated()).isTrue();
    assertThat(counts.total()).isBetween(57_000L, 63_000L);
    assertThat(counts.failed()).isBetween(18_000L, 22_000L);
    assertThat(counts.recentSuccess() + counts.recentFailed()).isEqualTo(10_000);
  }

  @Test
  void should_prefer_a_success_to_later_failures_and_the_newest_of_each() {
    List<FileResult> rows =
        List.of(
            success("a", 8),
            success("a", 9),
            failed("a", 1, "later"),
            failed("b", 2, "new"),
            failed("b", 3, "old"));
    for (FileResult row : rows) {
      DATABASE.jdbc().update("UPDATE serai.file_result SET fence = fence + 1");
      table.insert(List.of(row));
    }

    Map<String, FileResult> ends =
        table.ends("in", List.of(new KeyAndEtag("a", "v1"), new KeyAndEtag("b", "v1")));

    assertThat(ends.get("a").finishedAt()).isEqualTo(rows.get(0).finishedAt());
    assertThat(ends.get("b").error()).isEqualTo("new");
  }

  @Test
  void should_tell_how_each_source_ended_when_a_page_is_verified() {
    table.insert(List.of(success("a", 1), failed("b", 1, "x"), success("c", 1)));
    List<KeyAndEtag> page =
        List.of(
            new KeyAndEtag("a", "v1"),
            new KeyAndEtag("b", "v1"),
            new KeyAndEtag("c", "v2"),
            new KeyAndEtag("d", "v1"));

    assertThat(table.ends("in", page)).containsOnlyKeys("a", "b");
    assertThat(table.ends("in", page).get("a").status()).isEqualTo(FileResult.SUCCESS);
    assertThat(table.ends("in", page).get("b").error()).isEqualTo("x");
    assertThat(table.ends("in", List.of(new KeyAndEtag("c", null)))).containsOnlyKeys("c");
    assertThat(table.ends("other", page)).isEmpty();
    assertThat(table.ends("in", List.of())).isEmpty();
  }

  @Test
  void should_keep_the_newest_success_of_each_source_when_purged() {
    insertVersions();
    table.insert(List.of(success("owed", 9_999), success("owed", 9_998, "v2")));
    table.insert(List.of(announced(bare("no task", null, null, "x"), Instant.now())));
    DATABASE
        .jdbc()
        .update(
            "UPDATE serai.file_result SET finished_at = now() - interval '9 days' WHERE key IS NULL");

    assertThat(table.purge(Duration.ofDays(1), 10)).isEqualTo(25 + 25 + 1);

    List<FileResult> left = new ArrayList<>(table.find(ResultFilter.ALL));
    assertThat(left.removeIf(row -> row.key().equals("owed"))).isTrue();
    assertThat(left).hasSize(25).extracting(FileResult::sourceEtag).containsOnly("v2");
    assertThat(left).extracting(FileResult::status).containsOnly(FileResult.SUCCESS);
    assertThat(table.counts().total()).as("those that are owed, too").isEqualTo(27);
    assertThat(table.purge(Duration.ofDays(1), 10)).isZero();
    assertThatThrownBy(() -> table.purge(Duration.ofDays(1), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Of each source an older and a newer success, and the newest of all, a failure. */
  private void insertVersions() {
    int days = 2 * 24 * 60;
    table.insert(
        IntStream.range(0, 25)
            .boxed()
            .flatMap(
                i ->
                    Stream.of(
                        success("old" + i, days + 2),
                        success("old" + i, days + 1, "v2"),
                        SampleResults.row("old" + i, FileResult.FAILED, days, "x", "v3")))
            .map(row -> announced(row, Instant.now()))
            .toList());
  }

  @Test
  void should_keep_one_when_two_successes_ended_at_the_same_moment() {
    FileResult one = announced(success("a", 9_999), Instant.now());
    table.insert(List.of(one, announced(success("a", 9_999, "v2"), Instant.now())));
    DATABASE.jdbc().update("UPDATE serai.file_result SET finished_at = '2026-01-01'");

    assertThat(table.purge(Duration.ofDays(1), 1)).isEqualTo(1);

    assertThat(table.find(ResultFilter.ALL)).hasSize(1);
  }

  @Test
  void should_leave_what_is_young_when_purged() {
    table.insert(
        Stream.of(success("a", 70), success("a", 60, "v2"), failed("a", 50, "x"))
            .map(row -> announced(row, Instant.now()))
            .toList());

    assertThat(table.purge(Duration.ofDays(1), 10)).isZero();
    assertThat(table.purge(Duration.ofMinutes(65), 10)).isEqualTo(1);
  }
}
