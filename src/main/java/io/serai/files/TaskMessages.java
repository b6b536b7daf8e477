package io.serai.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.serai.config.BucketNames;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** Writes and reads the messages of the tasks topic. Thread-safe. */
public final class TaskMessages {

  /** Record header that identifies a task, so that sending it twice does it once. */
  public static final String ID_HEADER = "serai-id";

  /** Record header with the ETag of the object that the task is about. */
  public static final String ETAG_HEADER = "serai-etag";

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cntrl}\\p{Cs}]");
  private static final int LONGEST_KEY = 1024;
  private static final int SHOWN = 60;

  private final String sourceBucket;
  private final String destBucket;

  /**
   * @param sourceBucket of tasks that name none
   * @param destBucket of the results of tasks that name none
   */
  public TaskMessages(String sourceBucket, String destBucket) {
    this.sourceBucket = sourceBucket;
    this.destBucket = destBucket;
  }

  /** The message of a task. */
  public static String write(FileTask task) {
    try {
      return JSON.writeValueAsString(task);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Cannot write the task of " + task.key(), e);
    }
  }

  /**
   * Reads a message and fills in what it leaves to the settings.
   *
   * @throws InvalidTaskException when it is no task
   */
  FileTask read(String message) throws InvalidTaskException {
    FileTask sent = parse(message);
    FileTask task = sent.in(sourceBucket, destBucket);
    bucket("bucket", task.bucket());
    bucket("dest_bucket", task.destBucket());
    key("key", task.key());
    if (sent.destKey() == null && bytes(task.destKey()) > LONGEST_KEY) {
      throw new InvalidTaskException(
          "the key is too long for a result beside it (%d bytes, at most 1,024): name a \"dest_key\": %s"
              .formatted(bytes(task.destKey()), shown(task.destKey())));
    }
    key("dest_key", task.destKey());
    if (task.bucket().equals(task.destBucket()) && task.key().equals(task.destKey())) {
      throw new InvalidTaskException(
          "the result would overwrite its source %s: name another dest_bucket or dest_key"
              .formatted(task.source()));
    }
    return task;
  }

  /**
   * What the ledger keeps of a task: where its source is, wherever that was said; of its result
   * only what the message says, so that a replay follows settings that were mended meanwhile.
   */
  static FileTask lasting(FileTask task, String message) {
    try {
      FileTask sent = parse(message);
      return new FileTask(
          task.key(),
          task.bucket(),
          sent.destBucket(),
          sent.destKey(),
          task.size(),
          task.lastModified(),
          task.generatedAt());
    } catch (InvalidTaskException e) {
      return task;
    }
  }

  /** Of what file a message is that is no task, as far as it can be told; all else is null. */
  FileTask sketch(String message) {
    JsonNode node;
    try {
      node = JSON.readTree(message);
    } catch (JsonProcessingException e) {
      node = JSON.missingNode();
    }
    String key = possible(node.path("key").textValue());
    String bucket = possible(node.path("bucket").textValue());
    return new FileTask(
        key, key != null && bucket == null ? sourceBucket : bucket, null, null, null, null, null);
  }

  private static String possible(String name) {
    boolean fits = name != null && name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_KEY;
    return fits ? name : null;
  }

  private static FileTask parse(String message) throws InvalidTaskException {
    if (message.isBlank()) {
      throw new InvalidTaskException("the message is empty");
    }
    JsonNode node;
    try {
      node = JSON.readTree(message);
    } catch (JsonProcessingException e) {
      throw new InvalidTaskException(
          "the message is not JSON (%s): %s"
              .formatted(plain(e.getOriginalMessage()), shown(message)));
    }
    if (!node.isObject()) {
      throw new InvalidTaskException(
          "the message is no JSON object such as {\"key\": \"data/input.csv\"}: " + shown(message));
    }
    if (!node.hasNonNull("key")) {
      throw new InvalidTaskException("the message has no \"key\": " + shown(message));
    }
    return new FileTask(
        text(node, "key"),
        text(node, "bucket"),
        text(node, "dest_bucket"),
        text(node, "dest_key"),
        size(node),
        text(node, "last_modified"),
        text(node, "generated_at"));
  }

  private static String text(JsonNode node, String field) throws InvalidTaskException {
    JsonNode value = node.get(field);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isTextual()) {
      throw new InvalidTaskException(
          "\"%s\" must be a text and is %s"
              .formatted(field, value.getNodeType().name().toLowerCase(Locale.ROOT)));
    }
    return value.textValue();
  }

  private static Long size(JsonNode node) throws InvalidTaskException {
    JsonNode value = node.get("size");
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw new InvalidTaskException(
          "\"size\" must be a number of bytes and is " + shown(value.toString()));
    }
    return value.longValue();
  }

  private static void bucket(String field, String name) throws InvalidTaskException {
    if (!BucketNames.isPossible(name)) {
      throw new InvalidTaskException(
          "\"%s\" is no name of a bucket (%s): %s".formatted(field, BucketNames.RULE, shown(name)));
    }
  }

  private static void key(String field, String key) throws InvalidTaskException {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    boolean isText = key.indexOf('\0') < 0 && key.equals(new String(bytes, StandardCharsets.UTF_8));
    if (bytes.length == 0 || bytes.length > LONGEST_KEY || !isText) {
      throw new InvalidTaskException(
          "\"%s\" is no key of an object (1 to 1,024 bytes of UTF-8 without NUL) but %d bytes: %s"
              .formatted(field, bytes.length, shown(key)));
    }
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static String shown(String text) {
    String beginning = plain(text.substring(0, Math.min(SHOWN, text.length())));
    return text.length() <= SHOWN ? beginning : beginning + "…";
  }

  /** On one line, and fit for any log. */
  private static String plain(String text) {
    return UNPRINTABLE.matcher(text).replaceAll("\uFFFD");
  }
}
