package io.serai.files;

import io.serai.files.TaskMessage.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** An inbox on a ledger in memory, whose time passes when the test says so. */
final class InboxFixture {

  static final TopicPartition P0 = new TopicPartition("t", 0);
  static final TopicPartition P1 = new TopicPartition("t", 1);
  static final int WORKERS = 4;

  private final AtomicLong clock = new AtomicLong(1_000_000);
  final FakeTaskLedger ledger = new FakeTaskLedger(clock::get);
  final TaskInbox inbox =
      new TaskInbox(ledger, WORKERS, n -> n < WORKERS, clock::get, Runnable::run);

  /** A task of {@code b/SOURCE}, from that place. */
  static PendingTask task(String id, String source, TopicPartition partition, long offset) {
    FileTask file = new FileTask(source, "b", "out", source + ".parsed.json", null, null, null);
    PendingTask task = new PendingTask(id, file, null, "{}", null);
    if (partition != null) {
      task.positions().add(new Position(partition.topic(), partition.partition(), offset));
    }
    return task;
  }

  /** Records of a partition, as a poll returns them. */
  static ConsumerRecords<byte[], byte[]> records(TopicPartition partition, long from, long to) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (long offset = from; offset < to; offset++) {
      records.add(
          new ConsumerRecord<>(
              partition.topic(), partition.partition(), offset, new byte[0], new byte[0]));
    }
    return new ConsumerRecords<>(Map.of(partition, records));
  }

  /** Polls one record and puts its task. */
  PendingTask deliver(String id, String source, TopicPartition partition, long offset) {
    inbox.watermarks().polled(records(partition, offset, offset + 1));
    PendingTask task = task(id, source, partition, offset);
    inbox.put(task);
    return task;
  }

  /** Tasks of as many sources, from partition 0. */
  void deliver(int from, int to) {
    IntStream.range(from, to).forEach(i -> deliver("k" + i, "k" + i, P0, i));
  }

  PendingTask next() {
    return inbox.stream("test").next();
  }

  List<String> next(int count) {
    return IntStream.range(0, count).mapToObj(i -> next().id()).toList();
  }

  /** All that the writer does with a success. */
  void finish(PendingTask task) {
    inbox.worked(task);
    if (ledger.complete(task.claim())) {
      inbox.settled(task);
    } else {
      inbox.retry(task);
    }
  }

  void fail(PendingTask task, long delay) {
    ledger.fail(task.claim(), delay);
    inbox.retry(task);
  }

  void pass(long millis) {
    clock.addAndGet(millis);
  }

  /** The offset that may be committed, or -1. */
  long committable(TopicPartition partition) {
    var offset = inbox.watermarks().due().get(partition);
    return offset == null ? -1 : offset.offset();
  }
}
