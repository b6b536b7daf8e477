package io.serai.files;

import io.serai.config.Settings;
import io.serai.files.parse.FileParsers;
import io.serai.files.store.ObjectStore;
import io.serai.files.store.StoreClients;
import io.serai.files.store.StoreSettings;
import io.serai.files.store.WorkFiles;
import io.serai.ledger.Ledger;
import io.serai.ledger.ResumePoints;
import java.time.Clock;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import software.amazon.awssdk.services.s3.S3Client;

/** Builds the beans and properties that the routes of this line name. */
public final class FilesLine {

  /** Name of the line in the ledger, in SERAI_LINES and in metrics. */
  public static final String NAME = "files";

  private static final Logger LOG = LoggerFactory.getLogger(FilesLine.class);
  private static final int SPARE_CONNECTIONS = 8;

  private final FilesSettings settings;
  private final KafkaSettings kafka;
  private final S3Client client;
  private final ObjectStore store;
  private final FileParsers parsers;
  private final StoreBreaker breaker = new StoreBreaker();
  private final StoreGate gate;
  private final FilesProgress progress = new FilesProgress(System::nanoTime);
  private final TaskClaims claims;
  private final ExecutorService claimer;
  private final TaskInbox inbox;
  private final FilesOutbox outbox = new FilesOutbox(FilesLine::monotonicMillis);
  private final FileResultTable results;
  private final KafkaTopics topics;
  private final FilesMail mail;
  private final FilesMetrics metrics;
  private final FilesControl control;
  private final FileScan scan;
  private final Map<String, Object> beans = new LinkedHashMap<>();

  /**
   * @param kafka how to reach the brokers
   * @param storage how to reach the object storage
   * @param pool whether files are processed in parallel
   * @throws io.serai.config.SettingsException when a parser or a folder is not as the settings say
   */
  public FilesLine(
      Settings all,
      JdbcTemplate jdbc,
      Ledger ledger,
      KafkaSettings kafka,
      StoreSettings storage,
      boolean pool,
      ThreadFactory threads) {
    this.kafka = kafka;
    settings = FilesSettings.of(all, pool);
    parsers = FileParsers.of(all, settings.workers());
    client = StoreClients.s3(storage, 2 * settings.threads() + SPARE_CONNECTIONS);
    store = new ObjectStore(client);
    results = new FileResultTable(new NamedParameterJdbcTemplate(jdbc));
    topics = new KafkaTopics(kafka);
    TaskMessages messages = new TaskMessages(settings.sourceBucket(), settings.destBucket());
    claims = new TaskClaims(ledger, messages, kafka.tasksTopic(), settings.maxAttempts());
    claimer = FilesPools.claimer(threads);
    gate =
        new StoreGate(
            new HashSet<>(List.of(settings.sourceBucket(), settings.destBucket())),
            FilesLine::monotonicMillis);
    inbox =
        new TaskInbox(
            claims, settings.threads(), this::admits, FilesLine::monotonicMillis, claimer);
    metrics = new FilesMetrics(progress, inbox, this::breakerState);
    control = new FilesControl(results, this::backlog, inbox, progress, gate, this::breakerState);
    scan =
        new FileScan(
            store,
            new ScanMemory(ledger, results),
            new ResumePoints(jdbc),
            transaction(jdbc),
            Clock.systemUTC(),
            sources());
    beans.put("filesScan", scan);
    mail = new FilesMail(MailServer.of(all));
    beans.put("filesMail", mail);
    FileResults rows = new FileResults(settings.workerType(), ledger.owner(), messages);
    beans.put("filesInbox", inbox);
    beans.put("filesStore", new FilesStoreBeans());
    beans.put(
        "filesDesk",
        new FilesDesk(
            parsers,
            store,
            new WorkFiles(all),
            rows,
            inbox,
            this::moved,
            metrics,
            gate,
            new ParseSlots(settings.workers())));
    beans.put("filesWriter", writer(ledger, rows, transaction(jdbc)));
    beans.put("filesOutbox", outbox);
    beans.put("filesSweep", new UploadSweep(store, settings.destBucket(), settings.orphanAge()));
    beans.put("filesWorkers", FilesPools.workers(settings.threads(), threads));
    beans.put("filesWriters", FilesPools.writer(threads));
    beans.put("obsBreaker", breaker.circuitBreaker());
    beans.put("obsClient", client);
  }

  private FilesWriter writer(Ledger ledger, FileResults rows, TransactionTemplate transaction) {
    FileLog log = new FileLog();
    LostFiles lost =
        new LostFiles(
            ledger, claims, rows, results, transaction, progress, log, FilesLine::monotonicMillis);
    return new FilesWriter(results, ledger, inbox, outbox, progress, log, rows, lost, transaction);
  }

  private static TransactionTemplate transaction(JdbcTemplate jdbc) {
    return new TransactionTemplate(new DataSourceTransactionManager(jdbc.getDataSource()));
  }

  /** A wall clock that is set back would make retries wait. */
  static long monotonicMillis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  private boolean admits(int inFlight) {
    return gate.admits(inFlight) && breaker.admits(inFlight);
  }

  private void moved() {
    progress.progressed();
    breaker.moved();
  }

  /** Beans by the names that routes use. */
  public Map<String, Object> beans() {
    return beans;
  }

  /** Property values that routes use. */
  public Map<String, String> properties(Settings all) {
    return FilesProperties.of(all, kafka, settings);
  }

  KafkaSettings kafka() {
    return kafka;
  }

  TaskClaims claims() {
    return claims;
  }

  Consumer<byte[], byte[]> consumer(Properties properties) {
    return new TaskConsumer(properties, inbox, settings.commitInterval(), settings.drainTimeout());
  }

  boolean announces() {
    return settings.announces();
  }

  String resultTopic() {
    return kafka.resultTopic();
  }

  String deadLetterTopic() {
    return kafka.deadLetterTopic();
  }

  /** Makes tasks of objects. */
  public FileScan scan() {
    return scan;
  }

  /** Compares buckets with the processing log. */
  public FilesVerification verification() {
    return new FilesVerification(store, results, sources());
  }

  private Sources sources() {
    return new Sources(results, settings.destBucket());
  }

  private long backlog() {
    return topics.backlog(kafka.group());
  }

  /**
   * Whether nothing is taken, and no task waits in Kafka.
   *
   * @throws KafkaAccessException when Kafka cannot be asked
   */
  public boolean isQuiet() {
    return inbox.size() == 0 && backlog() == 0;
  }

  /** How often the ledger has answered which tasks are due, those of a replay for example. */
  public long looksForDue() {
    return inbox.looksForDue();
  }

  /** The client of the object storage. */
  public S3Client client() {
    return client;
  }

  /** The objects of source and destination. */
  public ObjectStore store() {
    return store;
  }

  /** The topics of tasks, results and dead letters. */
  public KafkaTopics topics() {
    return topics;
  }

  /** The processing log. */
  public FileResultTable results() {
    return results;
  }

  /** The tasks under way in this process. */
  public TaskInbox inbox() {
    return inbox;
  }

  /**
   * Begins nothing and tells nothing any more.
   *
   * @return whether all that is written was told; the rest is left to whoever looks next
   */
  public boolean finish() {
    mail.end();
    inbox.close();
    int left = outbox.close();
    if (left > 0) {
      LOG.warn(
          "{} files are done, but Kafka could not be told; another worker, or the next one, tells it",
          left);
    }
    return left == 0;
  }

  /** What this process has done. */
  public FilesProgress progress() {
    return progress;
  }

  /** The line as its operators see it. */
  public FilesControl control() {
    return control;
  }

  /** Meters of this line. */
  public FilesMetrics metrics() {
    return metrics;
  }

  /** State of the circuit breaker around the object storage: CLOSED, OPEN or HALF_OPEN. */
  public String breakerState() {
    return breaker.state();
  }

  /** What is wrong with the settings, so that no file is begun; null while all is well. */
  public String fault() {
    return gate.fault();
  }

  /** Ends pools and clients. */
  public void close() {
    claimer.shutdownNow();
    ((ExecutorService) beans.get("filesWorkers")).shutdownNow();
    ((ExecutorService) beans.get("filesWriters")).shutdownNow();
    client.close();
    topics.close();
    parsers.close();
  }
}
