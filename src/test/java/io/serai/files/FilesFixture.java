package io.serai.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.serai.Serai;
import io.serai.config.Settings;
import io.serai.testing.ChildJvm;
import io.serai.testing.KafkaRecords;
import io.serai.testing.KafkaRecords.Received;
import io.serai.testing.TestDatabase;
import io.serai.testing.TestStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.JdbcTemplate;

/** Files, their tasks and the processes that work on them; and what must be true in the end. */
final class FilesFixture implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(120);

  private final TestStore store;
  private final JdbcTemplate jdbc;
  private final Path folder;
  private final String results;
  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, String> contents = new ConcurrentHashMap<>();
  private final SentTasks sent;
  private final List<ChildJvm> processes = new ArrayList<>();

  /**
   * Results are copies of their sources; eight files at once.
   *
   * @param kafka environment that leads to a broker, its topics and a group
   */
  FilesFixture(TestDatabase database, TestStore store, Map<String, String> kafka, Path folder) {
    this.store = store;
    this.jdbc = database.jdbc();
    this.folder = folder;
    this.results = store.createBucket();
    environment.putAll(database.environment());
    environment.putAll(store.environment());
    environment.putAll(kafka);
    with("OBS_SOURCE_BUCKET", store.bucket());
    with("OBS_DEST_BUCKET", results);
    with("FILES_PARSER", "copy");
    with("POOL_SIZE", 8);
    // who leads or joins a group learns of the others by its heartbeats
    with("KAFKA_HEARTBEAT_INTERVAL_MS", 500);
    with("SERAI_MANAGEMENT_PORT", 0);
    with("SERAI_LOG_DIR", "");
    makeTopics();
    sent =
        new SentTasks(
            records(), environment.get("KAFKA_TOPIC_TASKS"), environment.get("KAFKA_GROUP_ID"));
  }

  private void makeTopics() {
    Settings settings = Settings.load(environment, Path.of("no-such-file.properties"), Map.of());
    try (KafkaTopics topics = new KafkaTopics(KafkaSettings.of(settings))) {
      topics.ensure();
    }
  }

  FilesFixture with(String setting, Object value) {
    environment.put(setting, String.valueOf(value));
    return this;
  }

  /** Lets everybody notice within seconds when a process is killed. */
  FilesFixture withQuickRecovery() {
    return with("SERAI_LEASE", 2).with("KAFKA_SESSION_TIMEOUT_MS", 3_000);
  }

  /** The bucket of the results. */
  String results() {
    return results;
  }

  /** Starts another process of the command line. */
  ChildJvm start(String... arguments) throws IOException {
    Path own = folder.resolve("process-" + (processes.size() + 1));
    ChildJvm process = ChildJvm.start(own, environment, Serai.class, arguments);
    processes.add(process);
    return process;
  }

  /** Starts another worker. */
  ChildJvm startWorker() throws IOException {
    return start("files", "pool-worker");
  }

  /** Stores files and has a task made of each. */
  void process(int from, int to) {
    List<String> keys = new ArrayList<>();
    for (int i = from; i < to; i++) {
      String key = "data/file-%04d.txt".formatted(i);
      put(key, content(i));
      keys.add(key);
    }
    send(keys.stream().map(key -> Map.entry(key, "v1")).toList());
  }

  static String content(int file) {
    return "content of file %d\n".formatted(file).repeat(1 + file % 50);
  }

  void put(String key, String content) {
    store.put(key, content);
    contents.put(key, content);
  }

  /** Sends tasks, each a key and a version that tells it from others of its key. */
  void send(List<Map.Entry<String, String>> tasks) {
    sent.send(tasks.stream().map(task -> record(task.getKey(), task.getValue())).toList());
  }

  private Received record(String key, String version) {
    Map<String, String> headers = Map.of(TaskMessages.ID_HEADER, id(key, version));
    return new Received(0, 0, store.bucket() + "/" + key, message(key), headers);
  }

  private String message(String key) {
    return TaskMessages.write(new FileTask(key, store.bucket(), null, null, null, null, null));
  }

  String id(String key, String version) {
    return store.bucket() + "/" + key + "@" + version;
  }

  KafkaRecords records() {
    return new KafkaRecords(environment.get("KAFKA_BOOTSTRAP_SERVERS"));
  }

  private Set<String> finished() {
    return new HashSet<>(
        jdbc.queryForList(
            "SELECT key FROM serai.work_item WHERE line = 'files' AND state IN ('DONE', 'DEAD')",
            String.class));
  }

  /** Offsets are read first, because what is finished stays finished. */
  private void assertNothingCommittedTooEarly() {
    Map<Integer, Long> offsets = sent.committed();
    assertThat(sent.committedTooEarly(offsets, finished()))
        .as("committed, but not finished")
        .isEmpty();
  }

  long done() {
    return count("serai.work_item WHERE line = 'files' AND state = 'DONE'");
  }

  /** How many tasks a process has claimed. */
  long claimedBy(ChildJvm process) {
    return count(
        "serai.work_item WHERE state = 'CLAIMED' AND owner LIKE '%:" + process.pid() + ":%'");
  }

  /** How many results a process has written. */
  long doneBy(ChildJvm process) {
    return count("serai.file_result WHERE worker LIKE '%:" + process.pid() + ":%'");
  }

  long count(String rows) {
    return jdbc.queryForObject("SELECT count(*) FROM " + rows, Long.class);
  }

  JdbcTemplate jdbc() {
    return jdbc;
  }

  /** Waits for the end of everything sent, and looks meanwhile that no offset runs ahead. */
  void awaitDone(Duration patience) {
    await()
        .atMost(patience)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              assertNothingCommittedTooEarly();
              return done() >= sent.ids().size();
            });
  }

  /** Waits until the offset of everything sent is committed. */
  void awaitCommitted() {
    await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(sent::areAllCommitted);
  }

  /** Lets half a minute pass for notifications that a dead process owes. */
  void letTheUntoldBeTold() {
    jdbc.update(
        "UPDATE serai.file_result SET offered_at = now() - interval '31 seconds'"
            + " WHERE announced_at IS NULL");
  }

  /** Puts a task into the ledger, as a replay does, whose file is not there. */
  void enqueueBroken(String key) {
    jdbc.update(
        "INSERT INTO serai.work_item (line, key, state, payload) VALUES"
            + " ('files', ?, 'READY', jsonb_build_object('message', ?::jsonb))",
        id(key, "v1"),
        message(key));
  }

  /** No task lost, one effect each, results right, Kafka told and everything committed. */
  void assertAllThere() {
    assertAllThereBut(0);
  }

  /** As {@link #assertAllThere}, but that so many tasks beside those sent have failed. */
  void assertAllThereBut(int failed) {
    Set<String> ids = sent.ids();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(500))
        .until(
            () ->
                count("serai.file_result WHERE announced_at IS NULL") == 0
                    && sent.areAllCommitted());
    assertThat(count("serai.work_item WHERE line = 'files' AND state <> 'DONE'")).isEqualTo(failed);
    assertThat(
            jdbc.queryForList(
                "SELECT task FROM serai.file_result WHERE status = 'success'", String.class))
        .as("one success for each task")
        .containsExactlyInAnyOrderElementsOf(ids);
    assertThat(count("serai.file_result WHERE status <> 'success'")).isEqualTo(failed);
    assertResults();
    assertNotified(ids.size() + failed);
  }

  private void assertResults() {
    contents.forEach((key, content) -> assertThat(result(key)).as(key).isEqualTo(content));
    assertThat(
            jdbc.queryForList(
                "SELECT DISTINCT result_sha256, source_sha256 FROM serai.file_result"))
        .allSatisfy(
            row -> assertThat(row.get("result_sha256")).isEqualTo(row.get("source_sha256")));
  }

  String result(String key) {
    return store
        .s3()
        .getObjectAsBytes(request -> request.bucket(results).key(key + ".parsed.json"))
        .asString(UTF_8);
  }

  /** Each task at least once, however often under the same id. */
  private void assertNotified(int tasks) {
    String topic = environment.get("KAFKA_RESULT_TOPIC");
    Map<String, Set<String>> values = new TreeMap<>();
    for (Received each : records().receiveAll(topic)) {
      values
          .computeIfAbsent(
              String.valueOf(each.headers().get(TaskMessages.ID_HEADER)), id -> new HashSet<>())
          .add(each.key() + each.value());
    }
    assertThat(values).as("a notification for each task, under one id").hasSize(tasks);
    assertThat(values.values()).allSatisfy(same -> assertThat(same).hasSize(1));
  }

  /** SIGTERM: it must end by itself, with nothing in its hands and no finished work uncommitted. */
  void stop(ChildJvm process) throws Exception {
    process.terminate();
    assertThat(process.exitCode(PATIENCE)).as(process.output()).isEqualTo(143);
    assertThat(claimedBy(process)).as("claims of a worker that ended").isZero();
    assertThat(process.output()).doesNotContain("\tat ", "ERROR");
  }

  /** Where each partition would be taken up again: the first task that is not done, or the end. */
  void assertCommittedUpToUnfinished() {
    assertThat(sent.committed()).isEqualTo(sent.firstUnfinished(finished()));
  }

  /** Takes the tasks that somebody else has put into Kafka for those of this test. */
  Set<String> takeTasksFromKafka() {
    sent.takeFromKafka();
    return sent.ids();
  }

  @Override
  public void close() {
    processes.forEach(ChildJvm::close);
  }
}
