package io.serai.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Every setting there is: its environment variable is the constant's name, its property is the same
 * name in kebab-case with the group in front ({@code ENRICH_MAX_WORKERS} is {@code
 * enrich.max-workers}). The table in docs/settings.md is checked against this list.
 */
public enum Setting {
  SERAI_ENV(
      "development",
      Rule.oneOf("development", "testing", "production"),
      "Profile: picks application-dev, -test or -prod.properties; production logs JSON"),
  SERAI_LINES("", Rule.ANY, "Lines that serai run starts; empty: every line that is configured"),
  SERAI_DATA_DIR("data", Rule.ANY, "Folder of the embedded servers"),
  SERAI_ROUTES_DIR("", Rule.ANY, "Folder of *.camel.yaml that add to or override the shipped ones"),
  SERAI_KAMELETS_DIR("", Rule.ANY, "Folder of *.kamelet.yaml that override the shipped ones"),
  SERAI_SQL_DIR("", Rule.ANY, "Folder of <line>/*.sql that override the shipped ones"),
  SERAI_LOG_DIR("logs", Rule.ANY_OR_NONE, "Folder of the log files; empty: no files"),
  SERAI_LOG_LEVEL(
      "info",
      Rule.oneOf("error", "warn", "info", "debug", "trace"),
      "Level of Serai's own loggers"),
  SERAI_LOG_FORMAT(
      "", Rule.oneOf("", "text", "json"), "text or json; empty: json in production, else text"),
  SERAI_MANAGEMENT_HOST("127.0.0.1", Rule.ANY, "Address of health and metrics"),
  SERAI_MANAGEMENT_PORT("9876", Rule.number(0, 65535), "Port of health and metrics; 0: none"),
  SERAI_LEASE(
      "30", Rule.number(2, 3600), "Seconds until a dead process's items and cache jobs come back"),
  SERAI_RETRY_DELAY("1", Rule.number(0, 3600), "Seconds before the first retry; doubles, jittered"),
  SERAI_RETRY_DELAY_MAX("300", Rule.number(1, 86400), "Seconds that a retry waits at the most"),
  SERAI_SHUTDOWN_TIMEOUT(
      "45", Rule.number(1, 3600), "Seconds that a stop waits for work in flight"),
  SERAI_STALL_TIMEOUT(
      "600", Rule.number(1, 86400), "Seconds without progress, work waiting, until not live"),

  DB_HOST("", Rule.ANY, "PostgreSQL host; empty: an embedded PostgreSQL under SERAI_DATA_DIR"),
  DB_PORT("5432", Rule.number(1, 65535), "PostgreSQL port"),
  DB_NAME("", Rule.ANY, "Database of the rows and of the ledger"),
  DB_USER("", Rule.ANY, "Database user"),
  DB_PASSWORD("", Rule.ANY, "Database password", true),
  DB_POOL_SIZE("8", Rule.number(2, 200), "Connections that one process opens at the most"),

  COZE_AUTHORIZATION("", Rule.ANY, "Coze token, with or without Bearer", true),
  COZE_API_VERSION("v2", Rule.oneOf("v2", "v3"), "Coze chat API: v2, or v3 (asks, then polls)"),
  COZE_API_URL(
      "", Rule.webAddress(), "Chat address; empty: that of api.coze.cn for COZE_API_VERSION"),
  COZE_BOT_IDS("", Rule.ANY, "Bots that take turns, separated by commas"),

  ENRICH_MAX_WORKERS("4", Rule.number(1, 4096), "Calls in flight at the most"),
  ENRICH_BATCH_SIZE("20", Rule.number(1, 1000), "Rows that one UPDATE writes"),
  ENRICH_MAX_RETRIES("3", Rule.number(0, 100), "Retries of a row before it is DEAD"),
  ENRICH_REQUEST_TIMEOUT(
      "30",
      Rule.number(1, 3600),
      "Seconds that one call may take to its last byte; a v3 chat with all its polls"),
  ENRICH_TRAIN_TYPE("3", Rule.ANY, "Rows with this value in the filter column are enriched"),
  ENRICH_TABLE_NAME("zhilian_job", Rule.identifier(true), "Table of the rows"),
  ENRICH_ID_COLUMN("id", Rule.identifier(false), "Primary key"),
  ENRICH_FILTER_COLUMN("train_type", Rule.identifier(false), "Compared with ENRICH_TRAIN_TYPE"),
  ENRICH_INPUT_COLUMN("processed_info", Rule.identifier(false), "Text that the bot is asked"),
  ENRICH_OUTPUT_COLUMN("job_description_detail", Rule.identifier(false), "Where the answer goes"),
  ENRICH_TIME_COLUMN("process_type", Rule.identifier(false), "Where the time of the answer goes"),
  ENRICH_BOT_COLUMN("bot_id", Rule.identifier(false), "Where the answering bot goes"),
  ENRICH_REUSE_ANSWERS(
      "false", Rule.oneOf("true", "false"), "Answer a text seen before from its earlier row"),
  ENRICH_SCHEDULE("0 */2 * * *", Rule.cron(), "When serai run looks for rows (cron)"),
  ENRICH_POLL_INTERVAL("5", Rule.number(1, 3600), "Seconds between looks with --follow"),
  ENRICH_GIVE_UP_AFTER(
      "300",
      Rule.number(1, 86400),
      "Seconds in which no row is answered, fails an attempt or waits for a retry, after which"
          + " enrich run --once ends"),

  KAFKA_BOOTSTRAP_SERVERS(
      "", Rule.ANY, "Kafka brokers; empty: an embedded one under SERAI_DATA_DIR"),
  KAFKA_TOPIC_TASKS("file-processing-tasks", Rule.topic(), "Topic of the tasks"),
  KAFKA_RESULT_TOPIC("file-processing-results", Rule.topic(), "Topic of the result notifications"),
  KAFKA_GROUP_ID("obs-workers", Rule.ANY, "Consumer group of the workers"),
  KAFKA_GROUP_INSTANCE_ID(
      "", Rule.ANY, "Name of this worker for static membership, unique in the group; empty: none"),
  KAFKA_AUTO_OFFSET_RESET("earliest", Rule.oneOf("earliest", "latest"), "Where a new group begins"),
  KAFKA_ENABLE_AUTO_COMMIT(
      "false",
      Rule.oneOf("true", "false"),
      "false: commit as soon as work is finished; true: every interval; never past unfinished"),
  KAFKA_AUTO_COMMIT_INTERVAL_MS(
      "5000", Rule.number(1, 3_600_000), "Interval with KAFKA_ENABLE_AUTO_COMMIT=true"),
  KAFKA_SESSION_TIMEOUT_MS(
      "10000", Rule.number(1, 1_800_000), "Silence after which the broker takes a worker for dead"),
  KAFKA_HEARTBEAT_INTERVAL_MS(
      "3000",
      Rule.number(1, 600_000),
      "Between heartbeats; at most a third of the session timeout"),
  KAFKA_MAX_POLL_INTERVAL_MS(
      "300000", Rule.number(1000, 86_400_000), "Time between polls until a worker counts as hung"),
  KAFKA_MAX_POLL_RECORDS("500", Rule.number(1, 100_000), "Tasks that one poll fetches at the most"),
  KAFKA_ENABLE_PRODUCER("true", Rule.oneOf("true", "false"), "Whether results are notified"),
  KAFKA_SECURITY_PROTOCOL(
      "PLAINTEXT",
      Rule.oneOf("PLAINTEXT", "SASL_PLAINTEXT", "SASL_SSL", "SSL"),
      "How brokers are spoken to"),
  KAFKA_SASL_MECHANISM(
      "PLAIN", Rule.oneOf("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"), "SASL mechanism"),
  KAFKA_SASL_USERNAME("", Rule.ANY, "SASL user"),
  KAFKA_SASL_PASSWORD("", Rule.ANY, "SASL password", true),
  KAFKA_SSL_TRUSTSTORE_LOCATION("", Rule.ANY, "PEM, JKS or PKCS12 file of the CAs; empty: Java's"),
  KAFKA_SSL_TRUSTSTORE_PASSWORD("", Rule.ANY, "Password of the trust store", true),
  KAFKA_SSL_KEYSTORE_LOCATION("", Rule.ANY, "PEM, JKS or PKCS12 file of the client's certificate"),
  KAFKA_SSL_KEYSTORE_PASSWORD("", Rule.ANY, "Password of the key store", true),
  KAFKA_SSL_KEY_PASSWORD("", Rule.ANY, "Password of the key in the key store", true),

  OBS_ACCESS_KEY("", Rule.ANY, "Access key of the object storage"),
  OBS_SECRET_KEY("", Rule.ANY, "Secret key of the object storage", true),
  OBS_SERVER(
      "",
      Rule.webAddress(),
      "Address of OBS or another S3; empty: an embedded one, SERAI_DATA_DIR"),
  OBS_REGION("cn-north-4", Rule.ANY, "Region of the buckets"),
  OBS_PATH_STYLE(
      "auto",
      Rule.oneOf("auto", "true", "false"),
      "Bucket in the path; auto: where OBS_SERVER is an IP address or a name without dots"),
  OBS_SOURCE_BUCKET("input-files", Rule.bucket(), "Bucket of tasks that name none"),
  OBS_DEST_BUCKET("processed-files", Rule.bucket(), "Bucket of results"),
  OBS_DOWNLOAD_DIR("./work/downloads", Rule.ANY, "Folder for parsers that need a local file"),
  OBS_UPLOAD_DIR("./work/uploads", Rule.ANY, "Folder for results of such parsers"),
  OBS_REQUEST_TIMEOUT("60", Rule.number(1, 3600), "Seconds without a byte until a transfer fails"),
  OBS_ORPHAN_HOURS(
      "24", Rule.number(0, 8760), "Age at which unfinished uploads are swept; 0: never"),

  POOL_SIZE("4", Rule.number(1, 1024), "Files parsed in parallel in a pool worker"),
  CLEANUP_FILES("true", Rule.oneOf("true", "false"), "Delete local files after success"),
  CLEANUP_ON_ERROR("false", Rule.oneOf("true", "false"), "Delete local files after a failure"),
  DBC_FACTORY("", Rule.ANY, "Own parser: a class, or class:method, in FILES_PARSERS_DIR"),
  FILES_PARSERS_DIR("", Rule.ANY, "Folder of jars with own parsers"),
  FILES_PARSER("auto", Rule.ANY, "auto, or a parser's name: csv, json, jsonl, log, text, copy, …"),
  FILES_MAX_RETRIES("3", Rule.number(0, 100), "Retries of a file before it is DEAD"),
  FILES_MAX_LINE("1000000", Rule.number(1, 100_000_000), "Characters of a line at the most"),
  FILES_MAX_EXPANSION(
      "200", Rule.number(2, 1100), "Times its size that a gzip file may unpack to, beyond 16 MB"),
  SOURCE_BUCKET("", Rule.bucket(), "Bucket that is scanned; empty: OBS_SOURCE_BUCKET"),
  FILE_PREFIX("", Rule.ANY, "Only keys that begin so are scanned"),
  DEST_BUCKET("", Rule.bucket(), "Bucket that tasks name for their results; empty: none"),
  DEST_KEY("", Rule.ANY, "Key that a single task names for its result; empty: none"),
  MAX_FILES("", Rule.number(1, Long.MAX_VALUE), "Tasks that one scan makes at the most"),
  SINGLE_FILE("", Rule.ANY, "Key of a single task"),

  REDIS_URL(
      "redis://127.0.0.1:6379",
      Rule.embeddedOr(Rule.redisAddress()),
      "Redis, or embedded; where nobody listens at the default, an embedded one is started there",
      true),
  CLICKHOUSE_URL(
      "http://localhost:8123",
      Rule.embeddedOr(Rule.webAddress()),
      "ClickHouse's HTTP interface, or embedded (DuckDB), as with REDIS_URL",
      true),
  CLICKHOUSE_USER("", Rule.ANY, "ClickHouse user; empty: that of the address, or default"),
  CLICKHOUSE_PASSWORD("", Rule.ANY, "ClickHouse password", true),
  CLICKHOUSE_DATABASE("default", Rule.identifier(false), "Database of unqualified tables"),
  JOB_TRENDING_INTERVAL_SEC("60", Rule.number(1, 86_400), "Seconds between trending refreshes"),
  JOB_TRENDING_WINDOW_HOURS("1", Rule.number(1, 8760), "Hours of events that trending looks at"),
  JOB_TRENDING_TOPK("50", Rule.number(1, 10_000), "Posts in the trending list"),
  JOB_SUGGESTION_INTERVAL_SEC(
      "600", Rule.number(1, 86_400), "Seconds between suggestion refreshes"),
  JOB_SUGGESTION_BATCH_SIZE("100", Rule.number(1, 3_000), "Users of one query and one write"),
  JOB_SUGGESTIONS_PER_USER("20", Rule.number(1, 1000), "Suggestions of a user at the most"),
  JOB_CH_TIMEOUT_MS("30000", Rule.number(1, 3_600_000), "Milliseconds that a query may take"),
  JOB_REDIS_POOL_SIZE("10", Rule.number(1, 1000), "Connections to Redis at the most"),
  JOB_REDIS_TIMEOUT_MS("2000", Rule.number(1, 60_000), "Milliseconds that Redis may take"),
  JOB_MAX_CONCURRENT("4", Rule.number(1, 256), "Cache jobs that are refreshed at the same time"),
  CACHE_JOBS_DIR("", Rule.ANY, "Folder of *.yaml cache jobs that add to or override the shipped"),

  SMTP_HOST("", Rule.ANY, "Mail server for failed files; empty: no mail"),
  SMTP_PORT("25", Rule.number(1, 65535), "Port of the mail server"),
  SMTP_SECURITY("none", Rule.oneOf("none", "starttls", "tls"), "How the mail server is spoken to"),
  SMTP_USERNAME("", Rule.ANY, "User at the mail server; empty: none"),
  SMTP_PASSWORD("", Rule.ANY, "Password at the mail server", true),
  MAIL_FROM("", Rule.mailAddresses(), "Sender of mails"),
  MAIL_TO("", Rule.mailAddresses(), "Receivers of mails, separated by commas"),

  ALERT_FAILURE_RATE("0.1", Rule.share(), "Alert above this share of failed rows"),
  ALERT_BACKLOG("10000", Rule.number(1, Long.MAX_VALUE), "Alert above this number of waiting rows"),
  ALERT_INTERVAL("60", Rule.number(1, 86400), "Seconds between looks at the alert thresholds"),
  ALERT_WEBHOOK_URL("", Rule.webAddress(), "Address that alerts are posted to as JSON", true);

  private final String defaultValue;
  private final Rule rule;
  private final String description;
  private final boolean secret;

  Setting(String defaultValue, Rule rule, String description) {
    this(defaultValue, rule, description, false);
  }

  Setting(String defaultValue, Rule rule, String description, boolean secret) {
    this.defaultValue = defaultValue;
    this.rule = rule;
    this.description = description;
    this.secret = secret;
  }

  /** The name in {@code application.properties}, such as {@code enrich.max-workers}. */
  public String property() {
    String[] words = name().toLowerCase(Locale.ROOT).split("_", 2);
    return words[0] + "." + words[1].replace('_', '-');
  }

  /** The value when nothing is set; empty where there is none. */
  public String defaultValue() {
    return defaultValue;
  }

  /** What it does, in one clause. */
  public String description() {
    return description;
  }

  /** Whether its value is never printed. */
  public boolean secret() {
    return secret;
  }

  /** Whether an environment variable of this text counts: a blank one does where that is of use. */
  boolean isSetBy(String variable) {
    return variable != null && (!variable.isBlank() || rule.meansSomethingWhenEmpty());
  }

  Optional<String> fault(String value) {
    return value.isEmpty() && defaultValue.isEmpty()
        ? Optional.empty()
        : rule.fault(value)
            .map(
                why -> name() + (secret ? "" : "=" + value) + " " + why + " (" + description + ")");
  }

  static Optional<Setting> ofProperty(String property) {
    return Arrays.stream(values()).filter(s -> s.property().equals(property)).findFirst();
  }

  static Stream<String> propertyPrefixes() {
    return Arrays.stream(values()).map(s -> s.property().replaceAll("\\..*", ".")).distinct();
  }
}
