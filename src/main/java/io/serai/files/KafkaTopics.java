package io.serai.files;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics of the line: makes them and tells how many tasks wait. Holds one connection from the
 * first use until {@link #close}. Thread-safe.
 */
public final class KafkaTopics implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KafkaTopics.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final KafkaSettings settings;
  private final KafkaDesk desk;

  /** Waits 10 seconds for brokers. */
  public KafkaTopics(KafkaSettings settings) {
    this(settings, PATIENCE);
  }

  /**
   * Connects to nothing yet.
   *
   * @param patience how long one call here waits for brokers at the most, about
   */
  public KafkaTopics(KafkaSettings settings, Duration patience) {
    this.settings = settings;
    this.desk = new KafkaDesk(settings, patience);
  }

  /**
   * Makes the topics that are missing, with the brokers' default partitions and replicas: tasks,
   * dead letters and, when results are notified, results. A topic that this user may not make is
   * only warned of. Returns when the new ones can be used.
   *
   * @return the topics that are missing, or hidden from this user, and could not be made
   * @throws KafkaAccessException when no broker answers in time, or none accepts the login
   */
  public List<String> ensure() {
    desk.requireBrokers();
    List<String> missing = new ArrayList<>(List.of(settings.tasksTopic()));
    missing.add(settings.deadLetterTopic());
    if (settings.notifiesResults()) {
      missing.add(settings.resultTopic());
    }
    missing.removeIf(topic -> isThere(topic, false));
    return missing.isEmpty() ? missing : make(missing);
  }

  private List<String> make(List<String> missing) {
    List<NewTopic> wanted =
        missing.stream().map(t -> new NewTopic(t, Optional.empty(), Optional.empty())).toList();
    Map<String, KafkaFuture<Void>> made =
        desk.ask(admin -> admin.createTopics(wanted, desk.createOptions())).values();
    List<String> forbidden =
        missing.stream().filter(topic -> !isMade(topic, made.get(topic))).toList();
    missing.stream()
        .filter(topic -> !forbidden.contains(topic))
        .forEach(topic -> desk.until(() -> isThere(topic, true)));
    return forbidden;
  }

  private boolean isMade(String topic, KafkaFuture<Void> creation) {
    try {
      desk.get(creation);
      LOG.info("Made the Kafka topic {}", topic);
      return true;
    } catch (TopicExistsException e) {
      return true;
    } catch (AuthorizationException | PolicyViolationException e) {
      LOG.warn(
          "The Kafka topic {} is missing, or hidden, and must not be made by Serai ({})."
              + " Have it made: kafka-topics --bootstrap-server {} --create --if-not-exists --topic"
              + " {}",
          topic,
          e.getMessage(),
          settings.bootstrapServers(),
          topic);
      return false;
    }
  }

  /**
   * Whether a topic is there and this user may see it. Brokers that give no answer are no reason to
   * doubt it.
   */
  boolean isUsable(String topic) {
    try {
      return isThere(topic, false);
    } catch (KafkaAccessException e) {
      return true;
    }
  }

  private boolean isThere(String topic, boolean whenHidden) {
    try {
      return describe(topic).partitions().stream().allMatch(p -> p.leader() != null);
    } catch (UnknownTopicOrPartitionException e) {
      return false;
    } catch (AuthorizationException e) {
      return whenHidden;
    }
  }

  private TopicDescription describe(String topic) {
    return desk.get(
        desk.ask(admin -> admin.describeTopics(List.of(topic), desk.describeOptions()))
            .topicNameValues()
            .get(topic));
  }

  /**
   * Tasks that a consumer group has not finished: over all partitions, the records from the
   * committed offset to the end. Where nothing is committed it is what a new group would read. A
   * topic that does not exist has none.
   *
   * @throws KafkaAccessException when no broker answers in time or the user may not look
   */
  public long backlog(String group) {
    String topic = settings.tasksTopic();
    try {
      return backlog(
          group,
          describe(topic).partitions().stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList());
    } catch (UnknownTopicOrPartitionException e) {
      return 0;
    } catch (AuthorizationException e) {
      throw new KafkaAccessException(
          "Kafka at %s does not let user %s see the topic %s and the group %s: %s grant it Describe on both"
              .formatted(
                  settings.bootstrapServers(), settings.user(), topic, group, e.getMessage()),
          e);
    }
  }

  private long backlog(String group, List<TopicPartition> partitions) {
    KafkaFuture<Map<TopicPartition, OffsetAndMetadata>> commits =
        desk.ask(admin -> admin.listConsumerGroupOffsets(group, desk.groupOptions()))
            .partitionsToOffsetAndMetadata();
    KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>> firsts =
        offsets(partitions, OffsetSpec.earliest());
    KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>> ends =
        offsets(partitions, OffsetSpec.latest());
    Map<TopicPartition, OffsetAndMetadata> committed = desk.get(commits);
    Map<TopicPartition, ListOffsetsResultInfo> first = desk.get(firsts);
    Map<TopicPartition, ListOffsetsResultInfo> end = desk.get(ends);
    long sum = 0;
    for (TopicPartition partition : partitions) {
      long last = end.get(partition).offset();
      OffsetAndMetadata done = committed.get(partition);
      long next = done != null ? done.offset() : settings.beginsAtOldest() ? 0 : last;
      sum += Math.max(0, last - Math.max(next, first.get(partition).offset()));
    }
    return sum;
  }

  private KafkaFuture<Map<TopicPartition, ListOffsetsResultInfo>> offsets(
      List<TopicPartition> partitions, OffsetSpec which) {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    partitions.forEach(partition -> wanted.put(partition, which));
    return desk.ask(admin -> admin.listOffsets(wanted, desk.offsetOptions())).all();
  }

  /** Ends the connection; a use after that fails. A second call does nothing. */
  @Override
  public void close() {
    desk.close();
  }
}
