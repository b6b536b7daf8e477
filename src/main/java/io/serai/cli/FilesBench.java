package io.serai.cli;

import io.serai.config.Setting;
import io.serai.config.Settings;
import io.serai.dev.KafkaProcess;
import io.serai.dev.StoreProcess;
import io.serai.files.FilesLine;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
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
              + " AND key LIKE 'bench-%'",
          "DELETE FROM serai.file_result WHERE bucket LIKE 'bench-%'",
          "DELETE FROM serai.resume_point WHERE line = 'files-scan' AND name LIKE 'bench-%'",
          "VACUUM ANALYZE serai.work_item",
          "VACUUM ANALYZE serai.file_result",
          "CHECKPOINT");

  private final SettingOptions options;
  private final Map<Setting, Object> base = new EnumMap<>(Setting.class);
  private final BenchFolder folder;
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
    // nothing of the user's is touched, whatever the environment says
    options.standAlone();
    quiet(base);
    this.folder =
        BenchFolder.take(Path.of(settings(Map.of()).text(Setting.SERAI_DATA_DIR), "files"));
    try {
      this.store = StoreProcess.start(path().resolve("store"), SERVER_HEAP_MB);
    } catch (IOException | RuntimeException e) {
      folder.close();
      throw e;
    }
    try {
      this.kafka = KafkaProcess.start(path().resolve("kafka"), SERVER_HEAP_MB);
    } catch (IOException | RuntimeException e) {
      store.close();
      folder.close();
      throw e;
    }
    base.put(Setting.OBS_SERVER, store.url());
    base.put(Setting.OBS_ACCESS_KEY, store.accessKey());
    base.put(Setting.OBS_SECRET_KEY, store.secretKey());
    base.put(Setting.KAFKA_BOOTSTRAP_SERVERS, kafka.bootstrapServers());
    try {
      // one that was killed has left tasks, whose objects went with its storage
      forget();
    } catch (RuntimeException e) {
      stopServers();
      throw e;
    }
  }

  private static void quiet(Map<Setting, Object> values) {
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

  /** A client of the SDK as anybody would make it: OBS needs the checksums, all else is left. */
  S3Client client(int parallel) {
    return S3Client.builder()
        .endpointOverride(URI.create(store.url()))
        .region(Region.US_EAST_1)
        .forcePathStyle(true)
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .credentialsProvider(
            StaticCredentialsProvider.create(
                AwsBasicCredentials.create(store.accessKey(), store.secretKey())))
        .httpClientBuilder(ApacheHttpClient.builder().maxConnections(parallel + SPARE_CONNECTIONS))
        .build();
  }

  /** The folder of all that is temporary. */
  Path path() {
    return folder.path();
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

  /** Forgets what the ledger and the processing log know of earlier runs. */
  void forget() {
    try (Application application = Application.open(newRun(Map.of()))) {
      CLEAN.forEach(application.jdbc()::execute);
    }
  }

  private void stopServers() {
    try (folder;
        store;
        kafka) {
      // from the last to the first
    }
  }

  @Override
  public void close() {
    try {
      forget();
    } finally {
      stopServers();
    }
  }
}
