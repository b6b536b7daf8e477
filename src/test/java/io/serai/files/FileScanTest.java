package io.serai.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.ledger.Backoff;
import io.serai.ledger.Ledger;
import io.serai.ledger.ResumePoints;
import io.serai.testing.FaultyDataSource;
import io.serai.testing.TestDatabase;
import io.serai.testing.TestStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Tasks of the objects of a real bucket, and what a real ledger remembers of them. */
@Timeout(60)
class FileScanTest {

  @RegisterExtension static final TestDatabase DATABASE = TestDatabase.withLedger();
  @RegisterExtension final TestStore store = new TestStore();

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2025-08-25T12:05:00.5Z"), ZoneOffset.UTC);

  private final FaultyDataSource source = new FaultyDataSource(DATABASE.dataSource());
  private final Ledger others = DATABASE.ledger("others", MINUTE);
  private final FileResultTable results =
      new FileResultTable(new NamedParameterJdbcTemplate(DATABASE.jdbc()));
  private FileScan scan;

  @BeforeEach
  void begin() {
    DATABASE.jdbc().execute("TRUNCATE serai.work_item, serai.resume_point, serai.file_result");
    JdbcTemplate jdbc = new JdbcTemplate(source);
    scan =
        new FileScan(
            store.objects(),
            new ScanMemory(
                new Ledger(
                    jdbc, "mine", MINUTE, new Backoff(Duration.ZERO, Duration.ZERO, () -> 0)),
                results),
            new ResumePoints(jdbc),
            new TransactionTemplate(new DataSourceTransactionManager(source)),
            CLOCK,
            new Sources(results, "processed-files"));
    store.put("data/1.csv", "a,b");
    store.put("data/2.csv", "a,b");
    store.put("data/3.csv", "a,b");
    store.put("other/4.csv", "a,b");
  }

  private ScanRun options(long most, boolean restart, boolean force) {
    return new ScanRun(new ScanOptions(store.bucket(), "data/", "results", most, restart, force));
  }

  private ScanRun all() {
    return options(Long.MAX_VALUE, false, false);
  }

  private List<GeneratedTask> run(ScanRun run) throws InterruptedException {
    List<GeneratedTask> tasks = new ArrayList<>();
    Iterator<ScanPage> pages = scan.pages(run);
    while (pages.hasNext()) {
      ScanPage page = scan.claim(pages.next());
      tasks.addAll(page.tasks());
      scan.confirm(page);
      scan.release(page);
    }
    return tasks;
  }

  private static List<String> keys(List<GeneratedTask> tasks) {
    return tasks.stream().map(task -> task.task().key()).toList();
  }

  @Test
  void should_make_a_task_of_each_object_once_and_again_when_it_changed() throws Exception {
    List<GeneratedTask> tasks = run(all());
    assertThat(keys(tasks)).containsExactly("data/1.csv", "data/2.csv", "data/3.csv");
    GeneratedTask first = tasks.get(0);
    assertThat(first.id())
        .isEqualTo(store.bucket() + "/data/1.csv@" + first.etag())
        .doesNotContain("\"");
    assertThat(TaskMessages.write(first.task()))
        .matches(
            "\\{\"key\":\"data/1.csv\",\"bucket\":\"%s\",\"dest_bucket\":\"results\",\"size\":3,"
                    .formatted(store.bucket())
                + "\"last_modified\":\"[0-9T:-]{19}Z\",\"generated_at\":\"2025-08-25T12:05:00Z\"}");

    assertThat(run(all())).isEmpty();
    store.put("data/2.csv", "a,b,c");
    ScanRun third = all();
    assertThat(keys(run(third))).containsExactly("data/2.csv");
    assertThat(third.listed()).isEqualTo(3);
    assertThat(third.made()).isEqualTo(1);
  }

  /** What a worker writes who has read the object as it is now. */
  private void processed(GeneratedTask task, String etag) {
    processed(task, etag, Instant.now());
  }

  private void processed(GeneratedTask task, String etag, Instant startedAt) {
    results.insert(List.of(SampleResults.success(task.task(), task.id(), etag, startedAt)));
  }

  @Test
  void should_make_a_task_again_when_an_object_is_what_it_was_before() throws Exception {
    String first = store.put("data/1.csv", "a,b");
    List<GeneratedTask> tasks = run(all());
    processed(tasks.get(0), first);
    assertThat(run(all())).isEmpty();
    String second = store.put("data/1.csv", "other");
    GeneratedTask changed = run(all()).get(0);
    store.put("data/1.csv", "a,b");
    assertThat(run(all())).as("a task waits that will find it so").isEmpty();

    processed(changed, second);

    GeneratedTask returned = run(all()).get(0);
    assertThat(returned.task().key()).isEqualTo("data/1.csv");
    assertThat(returned.id()).startsWith(tasks.get(0).id() + "@20");
    assertThat(run(all())).as("until it is processed").isEmpty();
    processed(returned, first);
    assertThat(run(all())).isEmpty();
    store.put("data/1.csv", "other");
    assertThat(run(all()).get(0).id()).startsWith(changed.id() + "@20");
  }

  @Test
  void should_make_a_task_again_when_the_log_was_purged_before_the_object_changed_back()
      throws Exception {
    String first = store.put("data/1.csv", "a,b");
    processed(run(all()).get(0), first);
    String second = store.put("data/1.csv", "other");
    processed(run(all()).get(0), second);
    DATABASE
        .jdbc()
        .update(
            "UPDATE serai.file_result"
                + " SET announced_at = now(), finished_at = finished_at - interval '2 days'");

    assertThat(results.purge(Duration.ofDays(1), 10)).as("the older version").isEqualTo(1);
    assertThat(run(all())).isEmpty();
    store.put("data/1.csv", "a,b");

    assertThat(keys(run(all()))).containsExactly("data/1.csv");
  }

  @Test
  void should_make_no_second_task_when_the_last_version_is_processed_late() throws Exception {
    String first = store.put("data/1.csv", "a,b");
    GeneratedTask task = run(all()).get(0);
    Instant begun = Instant.now();
    store.put("data/1.csv", "other");
    assertThat(run(all())).hasSize(1);

    processed(task, first, begun);

    assertThat(run(all())).isEmpty();
  }

  @Test
  void should_go_on_behind_the_last_when_the_number_was_limited() throws Exception {
    ScanRun two = options(2, false, false);
    assertThat(keys(run(two))).containsExactly("data/1.csv", "data/2.csv");
    assertThat(two.isResumed()).isFalse();
    assertThat(two.listed()).as("what lies beyond is not known").isEqualTo(2);
    assertThat(others.claim(FileScan.MEMORY, 9)).as("the third was given back").hasSize(1);
    DATABASE
        .jdbc()
        .execute("UPDATE serai.work_item SET lease_until = now() WHERE owner = 'others'");

    ScanRun rest = all();
    assertThat(keys(run(rest))).containsExactly("data/3.csv");
    assertThat(rest.isResumed()).isTrue();
    assertThat(rest.listed()).as("each once").isEqualTo(3);
    assertThat(points()).isZero();
  }

  private int points() {
    return DATABASE.jdbc().queryForObject("SELECT count(*) FROM serai.resume_point", Integer.class);
  }

  @Test
  void should_find_what_is_new_before_the_point_that_it_goes_on_from() throws Exception {
    run(options(2, false, false));
    store.put("data/0.csv", "new");
    store.put("data/1.csv", "changed");

    ScanRun rest = all();
    assertThat(keys(run(rest))).containsExactly("data/3.csv", "data/0.csv", "data/1.csv");
    assertThat(rest.listed()).isEqualTo(4);
    assertThat(run(all())).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 4})
  void should_miss_nothing_when_storages_order_keys_otherwise_than_java(int most) throws Exception {
    List<String> odd = List.of("data/2.csv\uD83D\uDE00", "data/2.csv\uFF01");
    odd.forEach(key -> store.put(key, "a,b"));
    assertThat(run(options(most, false, false))).hasSize(most);
    odd.forEach(key -> store.put(key, "changed"));

    assertThat(keys(run(all()))).containsExactlyInAnyOrder(odd.get(0), odd.get(1), "data/3.csv");
  }

  @Test
  void should_go_round_in_portions_when_each_is_limited() throws Exception {
    run(options(2, false, false));
    store.put("data/0.csv", "new");
    store.put("data/1.csv", "changed");

    ScanRun second = options(2, false, false);
    assertThat(keys(run(second))).containsExactly("data/3.csv", "data/0.csv");
    assertThat(points()).as("stopped in the second half").isEqualTo(1);
    ScanRun third = all();
    assertThat(keys(run(third))).containsExactly("data/1.csv");
    assertThat(third.listed()).isEqualTo(4);
    assertThat(points()).isZero();
  }

  @Test
  void should_miss_nothing_when_it_is_killed_in_the_second_half() throws Exception {
    run(options(2, false, false));
    store.put("data/0.csv", "new");
    Iterator<ScanPage> pages = scan.pages(all());
    ScanPage rest = scan.claim(pages.next());
    assertThat(keys(rest.tasks())).containsExactly("data/3.csv");
    scan.confirm(rest);
    assertThat(pages.hasNext()).isTrue();
    ScanPage lost = scan.claim(pages.next());
    assertThat(keys(lost.tasks())).containsExactly("data/0.csv");
    scan.release(lost);

    store.put("data/4.csv", "newer");
    assertThat(keys(run(all()))).containsExactly("data/0.csv", "data/4.csv");
  }

  @Test
  void should_have_a_point_of_its_own_when_forced() throws Exception {
    assertThat(keys(run(options(2, false, false)))).hasSize(2);
    assertThat(keys(run(options(1, false, true)))).containsExactly("data/1.csv");
    assertThat(keys(run(all()))).as("not where the forced one stopped").hasSize(1);

    ScanRun forced = options(Long.MAX_VALUE, false, true);
    assertThat(keys(run(forced))).as("each once").containsExactly("data/2.csv", "data/3.csv");
    assertThat(forced.isResumed()).isTrue();
    assertThat(keys(run(options(9, true, true)))).hasSize(3);
    assertThat(points()).isZero();
  }

  @Test
  void should_pass_over_results_when_they_go_into_the_bucket_that_is_scanned() throws Exception {
    store.put("data/1.csv.parsed.json", "{}");
    ScanOptions beside =
        new ScanOptions(store.bucket(), "data/", store.bucket(), Long.MAX_VALUE, false, false);
    assertThat(keys(run(new ScanRun(beside))))
        .containsExactly("data/1.csv", "data/2.csv", "data/3.csv");

    assertThat(keys(run(all()))).as("elsewhere").containsExactly("data/1.csv.parsed.json");
  }

  @Test
  void should_pass_over_results_that_the_log_knows_when_results_go_elsewhere_now()
      throws Exception {
    store.put("data/1.csv.parsed.json", "{}");
    store.put("data/2.csv.parsed.json", "a source with such a name");
    String etag = store.put("data/1.csv", "a,b");
    FileTask beside =
        new FileTask("data/1.csv", store.bucket(), null, null, 3L, null, null)
            .in("in", store.bucket());
    results.insert(List.of(SampleResults.success(beside, "t", etag, Instant.now())));

    assertThat(keys(run(all())))
        .containsExactly("data/1.csv", "data/2.csv", "data/2.csv.parsed.json", "data/3.csv");
  }

  @Test
  void should_make_the_tasks_again_when_they_were_not_sent() throws Exception {
    ScanPage page = scan.claim(scan.pages(all()).next());
    assertThat(page.tasks()).hasSize(3);
    scan.release(page);

    assertThat(run(all())).hasSize(3);
  }

  @Test
  void should_give_all_claims_back_when_claiming_broke_off() throws Exception {
    ScanPage page = scan.pages(all()).next();
    String id = store.bucket() + "/data/2.csv@" + page.objects().get(1).etag();
    assertThat(others.claim(FileScan.MEMORY, id, 9)).isPresent();
    source.loseResultOf("lease_until - now()");

    assertThatThrownBy(() -> scan.claim(page)).isInstanceOf(DataAccessException.class);

    assertThat(source.hasLostResult()).isTrue();
    assertThat(others.claim(FileScan.MEMORY, 9)).hasSize(2);
  }

  @Test
  void should_make_a_task_all_the_same_when_scans_were_killed_over_an_object() throws Exception {
    run(all());
    DATABASE
        .jdbc()
        .update("UPDATE serai.work_item SET state = 'DEAD' WHERE key LIKE '%data/2.csv%'");

    List<GeneratedTask> tasks = run(all());

    assertThat(keys(tasks)).containsExactly("data/2.csv");
    assertThat(run(all())).as("the same id every time").isEqualTo(tasks);
  }

  @Test
  void should_be_a_task_of_its_own_when_one_object_is_named() {
    GeneratedTask task = scan.single(store.bucket(), "other/4.csv", null, "r.json").orElseThrow();

    assertThat(task.task().destKey()).isEqualTo("r.json");
    assertThat(scan.single(store.bucket(), "other/4.csv", null, null).orElseThrow().id())
        .startsWith(store.bucket() + "/other/4.csv@")
        .isNotEqualTo(task.id());
    assertThat(scan.single(store.bucket(), "nothing", null, null)).isEmpty();
  }
}
