package io.serai.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.files.KafkaSettings;
import io.serai.files.KafkaTopics;
import io.serai.testing.KafkaRecords.Received;
import io.serai.testing.TestDatabase;
import io.serai.testing.TestKafka;
import io.serai.testing.TestStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The files line as its user has it: commands, two buckets and topics that only one test knows. */
final class FilesCase {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestKafka kafka;
  private final TestStore store;
  private final String source;
  private final String dest;
  private final Cli cli;

  FilesCase(TestDatabase database, TestKafka kafka, TestStore store) {
    this.kafka = kafka;
    this.store = store;
    source = store.createBucket();
    dest = store.createBucket();
    cli = new Cli(database);
    kafka.environment().forEach(cli::with);
    store.environment().forEach(cli::with);
    cli.with("OBS_SOURCE_BUCKET", source)
        .with("OBS_DEST_BUCKET", dest)
        .with("SERAI_RETRY_DELAY", 0)
        .with("SERAI_MANAGEMENT_PORT", 0);
  }

  FilesCase with(String setting, Object value) {
    cli.with(setting, value);
    return this;
  }

  Map<String, String> settings() {
    return cli.settings();
  }

  Cli.Result run(String... command) {
    return cli.run(command);
  }

  /** Runs a command that is to succeed, and reads the JSON that it prints. */
  JsonNode json(String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    all.add("--json");
    Cli.Result result = cli.run(all.toArray(String[]::new));
    if (result.code() != ExitCode.DONE) {
      throw new AssertionError("exit code " + result.code() + ": " + result.err());
    }
    return tree(result.out());
  }

  static JsonNode tree(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }

  String source() {
    return source;
  }

  String dest() {
    return dest;
  }

  /** Stores a source and returns its ETag without quotes. */
  String put(String key, String content) {
    return put(key, content.getBytes(StandardCharsets.UTF_8));
  }

  String put(String key, byte[] content) {
    return store
        .s3()
        .putObject(request -> request.bucket(source).key(key), RequestBody.fromBytes(content))
        .eTag()
        .replace("\"", "");
  }

  void delete(String bucket, String key) {
    store.s3().deleteObject(request -> request.bucket(bucket).key(key));
  }

  /** Puts one object in the place of another, with its metadata. */
  void copy(String bucket, String key, String destBucket, String destKey) {
    store
        .s3()
        .copyObject(
            request ->
                request
                    .sourceBucket(bucket)
                    .sourceKey(key)
                    .destinationBucket(destBucket)
                    .destinationKey(destKey));
  }

  HeadObjectResponse head(String bucket, String key) {
    return store.s3().headObject(request -> request.bucket(bucket).key(key));
  }

  /** The result of a source under its usual key. */
  JsonNode result(String key) {
    return tree(
        store
            .s3()
            .getObjectAsBytes(request -> request.bucket(dest).key(key + ".parsed.json"))
            .asUtf8String());
  }

  List<String> keys(String bucket) {
    return store.s3().listObjectsV2(request -> request.bucket(bucket)).contents().stream()
        .map(S3Object::key)
        .toList();
  }

  /** Sends a task as a program other than Serai would. */
  void send(String message) {
    kafka.send(kafka.tasksTopic(), null, message, Map.of());
  }

  /** All tasks, which are so many. */
  List<Received> tasks(int count) {
    return all(kafka.tasksTopic(), count);
  }

  /** All result notifications, which are so many. */
  List<Received> notifications(int count) {
    return all(kafka.resultTopic(), count);
  }

  /** All dead letters, which are so many. */
  List<Received> deadLetters(int count) {
    return all(kafka.tasksTopic() + ".dlq", count);
  }

  private List<Received> all(String topic, int count) {
    List<Received> records = kafka.receive(topic, count);
    try (KafkaConsumer<String, String> consumer = kafka.records().consumer(Map.of())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      long stored =
          consumer.endOffsets(partitions).values().stream().mapToLong(Long::longValue).sum();
      if (stored != count) {
        throw new AssertionError("%s has %d records, not %d".formatted(topic, stored, count));
      }
    }
    return records;
  }

  /** Tasks that the group has not finished. */
  long backlog() {
    try (KafkaTopics topics = new KafkaTopics(KafkaSettings.of(kafka.settings(Map.of())))) {
      return topics.backlog(kafka.group());
    }
  }
}
