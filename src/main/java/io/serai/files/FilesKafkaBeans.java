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

  private final FilesLine line;
  private final List<Producer<String, String>> producers = new CopyOnWriteArrayList<>();

  /** The clients of one line. */
  public FilesKafkaBeans(FilesLine line) {
    this.line = line;
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
   * What Kafka is to be told of these ends: a notification each, and the dead letters. Made anew
   * whenever it is iterated over, because Camel takes the topic out of a message that it sends, and
   * may have to send it again.
   */
  public Iterable<Message> announcements(List<Outcome> outcomes, CamelContext context) {
    return () ->
        outcomes.stream()
            .flatMap(outcome -> announcements(outcome.result(), outcome.isSuccess(), context))
            .iterator();
  }

  private Stream<Message> announcements(FileResult result, boolean success, CamelContext context) {
    List<Message> messages = new ArrayList<>(2);
    if (line.announces()) {
      messages.add(
          message(context, line.resultTopic(), source(result), Notifications.of(result), result));
    }
    if (!success) {
      messages.add(dead(result, context));
    }
    return messages.stream();
  }

  private Message dead(FileResult result, CamelContext context) {
    Message dead =
        message(context, line.deadLetterTopic(), source(result), result.message(), result);
    dead.setHeader("serai-error-class", result.errorClass());
    dead.setHeader("serai-error-code", result.errorCode());
    dead.setHeader("serai-error", result.error());
    dead.setHeader("serai-task", result.task());
    return dead;
  }

  private static String source(FileResult result) {
    return result.key() == null ? result.task() : result.bucket() + "/" + result.key();
  }

  private static Message message(
      CamelContext context, String topic, String key, String value, FileResult result) {
    Message message = new DefaultMessage(context);
    message.setHeader(KafkaConstants.OVERRIDE_TOPIC, topic);
    message.setHeader(KafkaConstants.KEY, key);
    message.setHeader(TaskMessages.ID_HEADER, Notifications.id(result));
    message.setBody(value);
    return message;
  }
}
