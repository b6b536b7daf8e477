package io.serai.files;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kafka consumer whose records are worked on elsewhere. It commits only what is finished without
 * a gap, fetches nothing while the inbox is full but stays a member of its group, and before it
 * gives a partition away it waits for what is in flight of it. Used by one thread, as any Kafka
 * consumer.
 */
final class TaskConsumer extends KafkaConsumer<byte[], byte[]> {

  private static final Logger LOG = LoggerFactory.getLogger(TaskConsumer.class);
  private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration PATIENCE_AT_STOP = Duration.ofSeconds(1);
  private static final Duration PAUSE_AFTER_ERROR = Duration.ofSeconds(1);

  private final TaskInbox inbox;
  private final Watermarks watermarks;
  private final Duration commitInterval;
  private final Duration drainTimeout;
  private long lastCommit = System.nanoTime();
  private boolean committing;

  /**
   * @param commitInterval between commits; zero: as soon as something is finished
   * @param drainTimeout how long work in flight may hold up a rebalance
   */
  TaskConsumer(
      Properties properties, TaskInbox inbox, Duration commitInterval, Duration drainTimeout) {
    super(properties);
    this.inbox = inbox;
    this.watermarks = inbox.watermarks();
    this.commitInterval = commitInterval;
    this.drainTimeout = drainTimeout;
  }

  /** What could be committed before a stop is; brokers that are away must not hold it up. */
  private Duration patience() {
    return inbox.isClosed() ? PATIENCE_AT_STOP : COMMIT_TIMEOUT;
  }

  /** The group notices by itself who has left while brokers were away. */
  @Override
  public void close() {
    close(patience());
  }

  @Override
  public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
    super.subscribe(topics, new Handover(listener));
  }

  @Override
  public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
    commitWhatIsFinished();
    fetchOnlyWhatFits();
    ConsumerRecords<byte[], byte[]> records = fetch(timeout);
    watermarks.polled(records);
    passMarkers();
    return records;
  }

  /** The markers that transactional producers leave are offsets, too, and no records. */
  private void passMarkers() {
    Set<TopicPartition> known = new HashSet<>(assignment());
    known.retainAll(watermarks.known());
    for (TopicPartition partition : known) {
      try {
        watermarks.reached(partition, position(partition, Duration.ZERO));
      } catch (TimeoutException e) {
        LOG.debug("Where {} stands is not known at this moment", partition, e);
      }
    }
  }

  /** Whoever polls tries again at once, which a refused login would turn into a storm. */
  private ConsumerRecords<byte[], byte[]> fetch(Duration timeout) {
    try {
      return super.poll(timeout);
    } catch (WakeupException | InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      LockSupport.parkNanos(PAUSE_AFTER_ERROR.toNanos());
      throw e;
    }
  }

  private void commitWhatIsFinished() {
    long now = System.nanoTime();
    boolean early = !inbox.isPaused() && now - lastCommit < commitInterval.toNanos();
    if (committing || early) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> due = watermarks.due();
    due.keySet().retainAll(assignment());
    if (due.isEmpty()) {
      return;
    }
    lastCommit = now;
    committing = true;
    commitAsync(
        due,
        (offsets, failure) -> {
          committing = false;
          if (failure == null) {
            watermarks.committed(offsets);
          } else {
            LOG.debug("Offsets are not committed yet, they will be with the next ones", failure);
          }
        });
  }

  private void fetchOnlyWhatFits() {
    Set<TopicPartition> paused = paused();
    if (!inbox.hasRoom()) {
      Set<TopicPartition> running = new HashSet<>(assignment());
      running.removeAll(paused);
      pause(running);
    } else if (!paused.isEmpty()) {
      resume(paused);
    }
  }

  /** Waits before partitions are given away, so that their next owner repeats nothing. */
  private final class Handover implements ConsumerRebalanceListener {

    private final ConsumerRebalanceListener next;

    Handover(ConsumerRebalanceListener next) {
      this.next = next;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      next.onPartitionsAssigned(partitions);
      keepStart(partitions);
    }

    /** A new group begins where it begins now, even if it dies before it finished anything. */
    private void keepStart(Collection<TopicPartition> partitions) {
      try {
        Map<TopicPartition, OffsetAndMetadata> starts = new HashMap<>();
        committed(new HashSet<>(partitions), COMMIT_TIMEOUT)
            .forEach(
                (partition, offset) -> {
                  if (offset == null) {
                    starts.put(
                        partition, new OffsetAndMetadata(position(partition, COMMIT_TIMEOUT)));
                  }
                });
        if (!starts.isEmpty()) {
          commitSync(starts, COMMIT_TIMEOUT);
        }
      } catch (KafkaException e) {
        LOG.debug("Where the group begins is not committed yet", e);
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      if (!partitions.isEmpty()) {
        inbox.giveUp(partitions);
        inbox.awaitFinished(partitions, drainTimeout);
        commitBeforeHandover(partitions);
        watermarks.forget(partitions);
      }
      next.onPartitionsRevoked(partitions);
    }

    private void commitBeforeHandover(Collection<TopicPartition> partitions) {
      Map<TopicPartition, OffsetAndMetadata> due = watermarks.due();
      due.keySet().retainAll(partitions);
      try {
        if (!due.isEmpty()) {
          commitInSpiteOfAStop(due);
        }
      } catch (KafkaException e) {
        LOG.info(
            "Offsets of {} were not committed; their next owner finds in the ledger what is done: {}",
            partitions,
            e.getMessage());
      }
    }

    /** Who stops a consumer wakes it up, and partitions are given away on the way out. */
    private void commitInSpiteOfAStop(Map<TopicPartition, OffsetAndMetadata> due) {
      try {
        commitSync(due, patience());
      } catch (WakeupException e) {
        commitSync(due, patience());
      }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      inbox.giveUp(partitions);
      watermarks.forget(partitions);
      next.onPartitionsLost(partitions);
    }
  }
}
