package io.serai.cli;

import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.config.SettingsException;
import io.serai.dev.KafkaProcess;
import io.serai.dev.StoreProcess;
import io.serai.files.FilesLine;
import io.serai.files.store.StoreClients;
import io.serai.files.store.StoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * The house of the files line's measurements: broker and storage in processes of their own, which
 * live in a folder of their own, and the database. Closing it leaves nothing of them.
 */
final class FilesBench implements AutoCloseable {

  /** What the names of all buckets begin with. */
  static final String PREFIX = "bench-";

  static final String SOURCE = PREFIX + "source";
  static final String RESULTS = PREFIX + "results";

  private static final int SERVER_HEAP_MB = 256;
  private static final int SPARE_CONNECTIONS = 8;

  /** Everything of ours begins with the buckets' prefix; counts depend on fresh statistics. */
  private static final List<String> CLEAN =
      List.of(
          "DELETE FROM serai.work_item WHERE line IN ('files', 'files-scan')"
              + " AND starts_with(key, 'bench-')",
          "DELETE FROM serai.file_result WHERE starts_with(bucket, 'bench-')",
          "DELETE FROM serai.resume_point WHERE line = 'files-scan' AND starts_with(name, 'bench-')",
          "VACUUM ANALYZE serai.work_item",
          "VACUUM ANALYZE serai.file_result",
          "CHECKPOINT");

  private final SettingOptions options;
  private final Map<Setting, Object> base = new EnumMap<>(Setting.class);
  private final Path folder;
  private final StoreProcess store;
  private final KafkaProcess kafka;
  private int runs;

  /**
   * Starts the servers.
   *
   * @param options of the command; what is set there wins
   */
  FilesBench(SettingOptions options) throws IOException {
    this.options = options;
    Logging.onlyTroubleOnConsole();
    quiet(base);
    this.folder = Path.of(settings(Map.of()).text(Setting.SERAI_DATA_DIR), "files");
    BenchFolders.delete(folder);
    Files.createDirectories(folder);
    this.store = StoreProcess.start(folder.resolve("store"), SERVER_HEAP_MB);
    try {
      this.kafka = KafkaProcess.start(folder.resolve("kafka"), SERVER_HEAP_MB);
    } catch (IOException | RuntimeException e) {
      store.close();
      throw e;
    }
    base.put(Setting.OBS_SERVER, store.url());
    base.put(Setting.OBS_ACCESS_KEY, store.accessKey());
    base.put(Setting.OBS_SECRET_KEY, store.secretKey());
    base.put(Setting.KAFKA_BOOTSTRAP_SERVERS, kafka.bootstrapServers());
  }

  /** Nothing of the user's is touched, whatever the environment says. */
  private static void quiet(Map<Setting, Object> values) {
    for (Setting none :
        List.of(
            Setting.DB_HOST,
            Setting.DB_NAME,
            Setting.DB_USER,
            Setting.KAFKA_BOOTSTRAP_SERVERS,
            Setting.KAFKA_GROUP_INSTANCE_ID,
            Setting.OBS_SERVER,
            Setting.FILES_PARSERS_DIR,
            Setting.DBC_FACTORY,
            Setting.SMTP_HOST)) {
      values.put(none, "");
    }
    values.put(Setting.KAFKA_SECURITY_PROTOCOL, "PLAINTEXT");
    values.put(Setting.KAFKA_AUTO_OFFSET_RESET, "earliest");
    values.put(Setting.SERAI_DATA_DIR, Path.of("data", "bench"));
    values.put(Setting.SERAI_LOG_DIR, Path.of("data", "bench", "logs"));
    values.put(Setting.SERAI_MANAGEMENT_PORT, 0);
    values.put(Setting.OBS_SOURCE_BUCKET, SOURCE);
    values.put(Setting.OBS_DEST_BUCKET, RESULTS);
  }

  /** Settings of a run with topics and a group of its own. */
  Settings newRun(Map<Setting, ?> more) {
    runs++;
    Map<Setting, Object> values = new EnumMap<>(Setting.class);
    values.put(Setting.KAFKA_TOPIC_TASKS, PREFIX + "tasks-" + runs);
    values.put(Setting.KAFKA_RESULT_TOPIC, PREFIX + "results-" + runs);
    values.put(Setting.KAFKA_GROUP_ID, PREFIX + "workers-" + runs);
    values.putAll(more);
    return settings(values);
  }

  private Settings settings(Map<Setting, ?> more) {
    base.forEach(options::put);
    more.forEach(options::put);
    return options.load();
  }

  /** A client as the line itself has it. */
  S3Client client(int parallel) {
    StoreSettings storage =
        StoreSettings.of(newRun(Map.of()), store.url(), store.accessKey(), store.secretKey());
    return StoreClients.s3(storage, 2 * parallel + SPARE_CONNECTIONS);
  }

  /** The folder of all that is temporary. */
  Path folder() {
    return folder;
  }

  /** Runs a command in a process of its own, beside a database that this one holds open. */
  BenchChild child(Path work, int heapMb, String option, Settings run, String... command)
      throws IOException, InterruptedException {
    try (Application database = Application.open(run)) {
      return BenchChild.run(work, heapMb, option, database.settings(), command);
    }
  }

  /** Makes tasks, as another process would. */
  void send(Settings run, Consumer<Application> tasks) {
    try (Application application = Application.open(run)) {
      application.start(Extent.COMMAND, FilesLine.NAME);
      tasks.accept(application);
    }
  }

  /** Lets the line work off its tasks in this process. */
  @SuppressWarnings("try")
  SteadyRate work(Settings run, long tasks) throws InterruptedException {
    Application application = Application.open(run);
    try (StopSignal signal = new StopSignal(application)) {
      FilesLine line = application.files(true).line();
      application.start(Extent.FOLLOW, FilesLine.NAME);
      SteadyRate rate =
          SteadyRate.watch(
              () -> line.progress().counts().succeeded() + line.progress().counts().dead(), tasks);
      long dead = line.progress().counts().dead();
      if (dead > 0) {
        throw new IllegalStateException(
            "%d of %d files failed: what was logged says why".formatted(dead, tasks));
      }
      return rate;
    }
  }

  /** Forgets what the ledger and the processing log know of earlier runs. */
  void forget() {
    try (Application application = Application.open(newRun(Map.of()))) {
      CLEAN.forEach(application.jdbc()::execute);
    }
  }

  @Override
  public void close() {
    try {
      forget();
    } finally {
      kafka.close();
      store.close();
    }
    try {
      BenchFolders.delete(folder);
    } catch (IOException e) {
      throw new SettingsException("%s cannot be removed: %s".formatted(folder, e));
    }
  }
}
