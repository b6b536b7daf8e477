package io.serai.files;

import io.serai.files.TaskMessage.Position;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How far each partition is finished without a gap: what may be committed. A record that was polled
 * holds its partition back until it is finished. Thread-safe.
 */
final class Watermarks {

  private final Map<TopicPartition, Watermark> partitions = new HashMap<>();

  private static final class Watermark {

    private final NavigableSet<Long> unfinished = new TreeSet<>();
    private long next;
    private long committed = -1;

    long committable() {
      return unfinished.isEmpty() ? next : unfinished.first();
    }
  }

  /** These records were polled. */
  synchronized void polled(ConsumerRecords<?, ?> records) {
    for (ConsumerRecord<?, ?> record : records) {
      TopicPartition partition = new TopicPartition(record.topic(), record.partition());
      Watermark watermark = partitions.computeIfAbsent(partition, p -> new Watermark());
      watermark.unfinished.add(record.offset());
      watermark.next = Math.max(watermark.next, record.offset() + 1);
    }
  }

  /** Nothing stands before this offset any more; markers of transactions are no records. */
  synchronized void reached(TopicPartition partition, long position) {
    Watermark watermark = partitions.get(partition);
    if (watermark != null) {
      watermark.next = Math.max(watermark.next, position);
    }
  }

  /** Partitions that brought records. */
  synchronized Set<TopicPartition> known() {
    return Set.copyOf(partitions.keySet());
  }

  /**
   * The record there is done with, well or badly; one of a partition that was taken away counts for
   * nothing.
   */
  synchronized void finished(Position position) {
    Watermark watermark = partitions.get(position.topicPartition());
    if (watermark != null) {
      watermark.unfinished.remove(position.offset());
    }
  }

  /** What could be committed beyond the last commit. */
  synchronized Map<TopicPartition, OffsetAndMetadata> due() {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    partitions.forEach(
        (partition, watermark) -> {
          if (watermark.committable() > watermark.committed) {
            offsets.put(partition, new OffsetAndMetadata(watermark.committable()));
          }
        });
    return offsets;
  }

  /** These offsets are committed. */
  synchronized void committed(Map<TopicPartition, OffsetAndMetadata> offsets) {
    offsets.forEach(
        (partition, offset) -> {
          Watermark watermark = partitions.get(partition);
          if (watermark != null) {
            watermark.committed = Math.max(watermark.committed, offset.offset());
          }
        });
    notifyAll();
  }

  /** Waits until all that is finished without a gap is committed, at most so long. */
  synchronized void awaitCommitted(Duration patience) throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    for (long left = patience.toNanos(); left > 0 && !due().isEmpty(); ) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = deadline - System.nanoTime();
    }
  }

  /** These partitions are another's now. */
  synchronized void forget(Collection<TopicPartition> gone) {
    gone.forEach(partitions::remove);
    notifyAll();
  }
}
