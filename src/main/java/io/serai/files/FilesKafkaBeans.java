package io.serai.files;

import io.serai.files.TaskMessage.Position;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaClientFactory;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Binds the line to Camel's Kafka component: its clients, and records as the line knows them.
 * Thread-safe.
 */
public final class FilesKafkaBeans implements KafkaClientFactory {

  private static final String TASK_HEADER = "serai-task";

  private final FilesLine line;
  private final DeadLetters letters;
  private final List<Producer<String, String>> producers = new CopyOnWriteArrayList<>();

  /** The clients of one line. */
  public FilesKafkaBeans(FilesLine line) {
    this.line = line;
    this.letters =
        new DeadLetters(
            line.deadLetterTopic(), line.topics()::isUsable, FilesLine::monotonicMillis);
  }

  @Override
  public Producer<String, String> getProducer(Properties properties) {
    Map<String, Object> all = new HashMap<>(line.kafka().producer());
    Producer<String, String> producer =
        new KafkaProducer<>(all, new StringSerializer(), new StringSerializer());
    producers.add(producer);
    return producer;
  }

  /**
   * Lets sends that are under way fail at once, rather than when brokers have been away for long.
   */
  public void abandon() {
    producers.forEach(producer -> producer.close(Duration.ZERO));
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Properties properties) {
    Properties all = new Properties();
    all.putAll(line.kafka().consumer());
    all.put("key.deserializer", ByteArrayDeserializer.class.getName());
    all.put("value.deserializer", ByteArrayDeserializer.class.getName());
    return line.consumer(all);
  }

  @Override
  public String getBrokers(KafkaConfiguration configuration) {
    return line.kafka().bootstrapServers();
  }

  /** A record of the tasks topic as the line's task. */
  public PendingTask task(Message message) {
    byte[] value = message.getBody(byte[].class);
    return line.claims()
        .pending(
            new TaskMessage(
                new Position(
                    message.getHeader(KafkaConstants.TOPIC, String.class),
                    message.getHeader(KafkaConstants.PARTITION, Integer.class),
                    message.getHeader(KafkaConstants.OFFSET, Long.class)),
                message.getHeader(KafkaConstants.TIMESTAMP, Long.class),
                value == null ? "" : new String(value, StandardCharsets.UTF_8),
                text(message, TaskMessages.ID_HEADER),
                text(message, TaskMessages.ETAG_HEADER)));
  }

  private static String text(Message message, String header) {
    Object value = message.getHeader(header);
    return value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : null;
  }

  /** Tasks as records of their topic; those of one source keep their order. */
  public List<Message> messages(List<GeneratedTask> tasks, CamelContext context) {
    List<Message> messages = new ArrayList<>(tasks.size());
    for (GeneratedTask generated : tasks) {
      Message message = new DefaultMessage(context);
      FileTask task = generated.task();
      message.setHeader(KafkaConstants.KEY, task.source());
      message.setHeader(TaskMessages.ID_HEADER, generated.id());
      if (generated.etag() != null) {
        message.setHeader(TaskMessages.ETAG_HEADER, generated.etag());
      }
      message.setBody(TaskMessages.write(task));
      messages.add(message);
    }
    return messages;
  }

  /**
   * What Kafka is to be told of these ends: a notification each. Made anew whenever it is iterated
   * over, because Camel takes the topic out of a message that it sends, and may have to send it
   * again.
   */
  public Iterable<Message> announcements(List<Outcome> outcomes, CamelContext context) {
    List<Outcome> told = line.announces() ? outcomes : List.of();
    return () -> told.stream().map(end -> announcement(end.result(), context)).iterator();
  }

  private Message announcement(FileResult result, CamelContext context) {
    return message(context, line.resultTopic(), Notifications.of(result), result);
  }

  /** The dead letters among these ends; each is a batch of its own. */
  public List<List<Message>> deadLetters(List<Outcome> outcomes, CamelContext context) {
    Stream<Outcome> dead = outcomes.stream().filter(end -> !end.isSuccess());
    return dead.filter(end -> isTaken(end.result()))
        .map(end -> List.of(dead(end.result(), context)))
        .toList();
  }

  private boolean isTaken(FileResult result) {
    if (!letters.areTaken()) {
      letters.leftOut(result.task(), "it was not usable within the last minute.");
      return false;
    }
    return true;
  }

  private Message dead(FileResult result, CamelContext context) {
    Message dead = message(context, line.deadLetterTopic(), result.message(), result);
    dead.setHeader("serai-error-class", result.errorClass());
    dead.setHeader("serai-error-code", result.errorCode());
    dead.setHeader("serai-error", result.error());
    dead.setHeader(TASK_HEADER, result.task());
    return dead;
  }

  /** Whether Kafka will never take the dead letter, or not for long. */
  public boolean refuses(Throwable thrown) {
    return letters.refuses(thrown);
  }

  /** Says which dead letter Kafka did not take. */
  public void leftOut(List<Message> letter, Throwable thrown) {
    letters.leftOut(letter.get(0).getHeader(TASK_HEADER, String.class), thrown.getMessage());
  }

  private static String source(FileResult result) {
    return result.key() == null ? result.task() : result.bucket() + "/" + result.key();
  }

  private static Message message(
      CamelContext context, String topic, String value, FileResult result) {
    Message message = new DefaultMessage(context);
    message.setHeader(KafkaConstants.OVERRIDE_TOPIC, topic);
    message.setHeader(KafkaConstants.KEY, source(result));
    message.setHeader(TaskMessages.ID_HEADER, Notifications.id(result));
    message.setBody(value);
    return message;
  }
}
