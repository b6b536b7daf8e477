package io.serai.files;

import io.serai.files.store.StoredObject;
import io.serai.ledger.KeyPrefix;
import io.serai.ledger.StorableText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The processing log of the files line, and the outbox of its notifications.
 *
 * <p>Every method joins the transaction that its thread is in. Ages are measured by the database's
 * clock. Thread-safe; any number of processes may share the table.
 */
public final class FileResultTable {

  private static final int FETCH_SIZE = 1_000;

  private final NamedParameterJdbcTemplate jdbc;
  private final NamedParameterJdbcTemplate streaming;
  private final TransactionTemplate reading;

  /** The table in the database of {@code jdbc}, which must have its data source set. */
  public FileResultTable(NamedParameterJdbcTemplate jdbc) {
    DataSource dataSource = jdbc.getJdbcTemplate().getDataSource();
    JdbcTemplate cursor = new JdbcTemplate(dataSource);
    cursor.setFetchSize(FETCH_SIZE);
    this.jdbc = jdbc;
    this.streaming = new NamedParameterJdbcTemplate(cursor);
    this.reading = new TransactionTemplate(new DataSourceTransactionManager(dataSource));
    this.reading.setReadOnly(true);
  }

  /**
   * Adds outcomes in one batch; one whose task and fence are there already is left as it is. Call
   * it in the transaction that settles the tasks. Keys above the 1,024 bytes of S3 are cut.
   */
  public void insert(Collection<FileResult> rows) {
    if (!rows.isEmpty()) {
      jdbc.batchUpdate(
          FileResultSql.INSERT,
          rows.stream().map(FileResultTable::values).toArray(MapSqlParameterSource[]::new));
    }
  }

  private static MapSqlParameterSource values(FileResult row) {
    return new MapSqlParameterSource()
        .addValue("task", StorableText.of(row.task()))
        .addValue("fence", row.fence())
        .addValue("status", row.status())
        .addValue("bucket", IndexedText.bucket(row.bucket()))
        .addValue("key", IndexedText.key(row.key()))
        .addValue("destBucket", StorableText.of(row.destBucket()))
        .addValue("destKey", StorableText.of(row.destKey()))
        .addValue("parser", StorableText.of(row.parser()))
        .addValue("sourceEtag", StorableText.of(row.sourceEtag()))
        .addValue("sourceSize", row.sourceSize())
        .addValue("sourceSha256", StorableText.of(row.sourceSha256()))
        .addValue("resultSize", row.resultSize())
        .addValue("resultSha256", StorableText.of(row.resultSha256()))
        .addValue("errorClass", StorableText.of(row.errorClass()))
        .addValue("errorCode", StorableText.of(row.errorCode()))
        .addValue("error", StorableText.of(row.error()))
        .addValue("attempts", row.attempts())
        .addValue("workerType", row.workerType())
        .addValue("worker", StorableText.of(row.worker()))
        .addValue("startedAt", time(row.startedAt()))
        .addValue("finishedAt", time(row.finishedAt()))
        .addValue("message", StorableText.of(row.message()))
        .addValue("announcedAt", time(row.announcedAt()));
  }

  private static OffsetDateTime time(Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  /**
   * Takes outcomes whose notification has to be sent and that nobody else took upon him within the
   * last {@code olderThan}: first the worker that wrote them, then callers of this. Whoever dies
   * before {@link #announced} leaves them to the next.
   *
   * @param topic outcomes of tasks of other topics are left to the workers of those; null: none is
   * @param olderThan longer than writing and sending a batch takes; then two processes rarely send
   *     the same
   * @return the oldest first
   */
  public List<FileResult> unannounced(String topic, Duration olderThan, int most) {
    List<FileResult> rows =
        jdbc.query(
            FileResultSql.TAKE_UNANNOUNCED,
            new MapSqlParameterSource()
                .addValue("topic", topic)
                .addValue("olderThan", olderThan.toMillis())
                .addValue("most", most),
            (row, index) -> result(row));
    rows.sort(Comparator.comparing(FileResult::finishedAt));
    return rows;
  }

  /** Says that Kafka has the notifications of these. */
  public void announced(Collection<FileResult> rows) {
    update(FileResultSql.ANNOUNCED, rows);
  }

  /** Says that the caller is still about to send the notifications of these. */
  void offered(Collection<FileResult> rows) {
    update(FileResultSql.OFFERED, rows);
  }

  private void update(String sql, Collection<FileResult> rows) {
    if (rows.isEmpty()) {
      return;
    }
    jdbc.update(
        sql,
        new MapSqlParameterSource()
            .addValue(
                "tasks", rows.stream().map(r -> StorableText.of(r.task())).toArray(String[]::new))
            .addValue("fences", rows.stream().map(FileResult::fence).toArray(Long[]::new)));
  }

  /** Outcomes that match, the newest first. */
  public List<FileResult> find(ResultFilter filter) {
    MapSqlParameterSource values = new MapSqlParameterSource();
    return jdbc.query(select(filter, values), values, (row, index) -> result(row));
  }

  /**
   * Hands over the outcomes that match one by one, the newest first, as they were when it began.
   * Needs no more memory for a million rows than for a thousand.
   */
  public void export(ResultFilter filter, Consumer<FileResult> receiver) {
    MapSqlParameterSource values = new MapSqlParameterSource();
    String sql = select(filter, values);
    // a cursor lives within a transaction
    reading.executeWithoutResult(
        status ->
            streaming.query(
                sql,
                values,
                row -> {
                  receiver.accept(result(row));
                }));
  }

  private static String select(ResultFilter filter, MapSqlParameterSource values) {
    List<String> terms = new ArrayList<>();
    term(terms, values, "status = :status", "status", filter.status());
    term(terms, values, "bucket = :bucket", "bucket", StorableText.of(filter.bucket()));
    term(terms, values, "key LIKE :key", "key", pattern(filter.keyPrefix()));
    term(terms, values, "finished_at >= :since", "since", time(filter.since()));
    String where = terms.isEmpty() ? "" : " WHERE " + String.join(" AND ", terms);
    String limit = filter.limit() == 0 ? "" : " LIMIT " + filter.limit();
    return "SELECT * FROM serai.file_result"
        + where
        + " ORDER BY finished_at DESC, task, fence"
        + limit;
  }

  private static String pattern(String prefix) {
    return prefix == null ? null : KeyPrefix.pattern(StorableText.of(prefix));
  }

  private static void term(
      List<String> terms, MapSqlParameterSource values, String term, String name, Object value) {
    if (value != null) {
      terms.add(term);
      values.addValue(name, value);
    }
  }

  /** How many outcomes there are; quick however many, see {@link ResultCounts}. */
  public ResultCounts counts() {
    return new FileResultCountsTable(jdbc.getJdbcTemplate()).read();
  }

  /**
   * How these sources ended, by key: the newest success of that version, else its newest failure;
   * those that have neither are missing.
   */
  public Map<String, FileResult> ends(String bucket, Collection<KeyAndEtag> sources) {
    List<KeyAndEtag> asked = List.copyOf(sources);
    Map<String, FileResult> ends = new HashMap<>();
    jdbc.query(
        FileResultSql.ENDS,
        new MapSqlParameterSource()
            .addValue("bucket", IndexedText.bucket(bucket))
            .addValue("keys", texts(asked, source -> IndexedText.key(source.key())))
            .addValue("etags", texts(asked, source -> StorableText.of(source.etag()))),
        row -> {
          ends.put(asked.get(row.getInt("place") - 1).key(), result(row));
        });
    return ends;
  }

  /**
   * Those of which another version was processed after a scan had seen the one they have now, so
   * that their results are not of them.
   *
   * @param ids what {@link FileScan} remembers them by, one for each
   */
  List<StoredObject> returned(String bucket, List<StoredObject> objects, List<String> ids) {
    List<StoredObject> returned = new ArrayList<>();
    jdbc.query(
        FileResultSql.RETURNED,
        new MapSqlParameterSource()
            .addValue("memory", FileScan.MEMORY)
            .addValue("bucket", IndexedText.bucket(bucket))
            .addValue("ids", ids.toArray(String[]::new))
            .addValue("keys", texts(objects, object -> IndexedText.key(object.key())))
            .addValue("etags", texts(objects, object -> StorableText.of(object.etag()))),
        row -> {
          returned.add(objects.get(row.getInt("place") - 1));
        });
    return returned;
  }

  /**
   * Those of these keys under which results of sources in the same bucket were put.
   *
   * @param keys that {@link FileTask#isResult} takes for results
   */
  Set<String> resultsBeside(String bucket, List<String> keys) {
    MapSqlParameterSource values =
        new MapSqlParameterSource()
            .addValue("bucket", IndexedText.bucket(bucket))
            .addValue("destBucket", StorableText.of(bucket))
            .addValue("sources", texts(keys, key -> IndexedText.key(FileTask.sourceOf(key))))
            .addValue("results", texts(keys, StorableText::of));
    return new HashSet<>(jdbc.queryForList(FileResultSql.BESIDE, values, String.class));
  }

  private static <T> String[] texts(List<T> list, Function<T, String> text) {
    return list.stream().map(text).toArray(String[]::new);
  }

  /**
   * Forgets old outcomes: failures, and successes that a newer one of the same source follows. The
   * newest success of each source stays, however old, because scans and verifications need it, and
   * so do those whose notification has yet to be sent.
   *
   * @param batch how many a statement looks at, above 0
   * @return how many are forgotten
   */
  public int purge(Duration olderThan, int batch) {
    if (batch < 1) {
      throw new IllegalArgumentException("batch is " + batch + ", not above 0");
    }
    OffsetDateTime last =
        jdbc.queryForObject(
            "SELECT now() - :olderThan * interval '1 millisecond'",
            Map.of("olderThan", olderThan.toMillis()),
            OffsetDateTime.class);
    int forgotten = 0;
    OffsetDateTime after = OffsetDateTime.MIN;
    for (boolean more = true; more; ) {
      MapSqlParameterSource portion =
          new MapSqlParameterSource()
              .addValue("after", after)
              .addValue("last", last)
              .addValue("batch", batch);
      OffsetDateTime upTo =
          jdbc.queryForObject(FileResultSql.PURGE_UP_TO, portion, OffsetDateTime.class);
      more = upTo != null;
      after = more ? upTo : last;
      forgotten += jdbc.update(FileResultSql.PURGE, portion.addValue("upTo", after));
    }
    return forgotten;
  }

  private static FileResult result(ResultSet row) throws SQLException {
    return new FileResult(
        row.getString("task"),
        row.getLong("fence"),
        row.getString("status"),
        row.getString("bucket"),
        row.getString("key"),
        row.getString("dest_bucket"),
        row.getString("dest_key"),
        row.getString("parser"),
        row.getString("source_etag"),
        row.getLong("source_size"),
        row.getString("source_sha256"),
        row.getLong("result_size"),
        row.getString("result_sha256"),
        row.getString("error_class"),
        row.getString("error_code"),
        row.getString("error"),
        row.getInt("attempts"),
        row.getString("worker_type"),
        row.getString("worker"),
        time(row, "started_at"),
        time(row, "finished_at"),
        row.getString("message"),
        time(row, "announced_at"));
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    var timestamp = row.getTimestamp(column);
    return timestamp == null ? null : timestamp.toInstant();
  }
}
