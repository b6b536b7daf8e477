package io.serai.files;

import io.serai.testing.KafkaRecords;
import io.serai.testing.KafkaRecords.Received;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Tasks in Kafka, where they stand, and how far a group has come with them. */
final class SentTasks {

  private final KafkaRecords records;
  private final String topic;
  private final String group;
  private final List<Received> tasks = new ArrayList<>();

  SentTasks(KafkaRecords records, String topic, String group) {
    this.records = records;
    this.topic = topic;
    this.group = group;
  }

  /** Sends more; keys, values and headers count. */
  void send(List<Received> more) {
    tasks.addAll(records.sendAll(topic, more));
  }

  /** Takes what somebody else has sent for these. */
  void takeFromKafka() {
    tasks.clear();
    tasks.addAll(records.receiveAll(topic));
  }

  Set<String> ids() {
    return tasks.stream().map(SentTasks::id).collect(Collectors.toSet());
  }

  private static String id(Received task) {
    return String.valueOf(task.headers().get(TaskMessages.ID_HEADER));
  }

  Map<Integer, Long> committed() {
    return new TreeMap<>(records.committedByPartition(group, topic));
  }

  /** Tasks below these offsets that are none of the finished ones. */
  List<String> committedTooEarly(Map<Integer, Long> offsets, Set<String> finished) {
    return tasks.stream()
        .filter(task -> task.offset() < offsets.getOrDefault(task.partition(), 0L))
        .map(SentTasks::id)
        .filter(id -> !finished.contains(id))
        .toList();
  }

  boolean areAllCommitted() {
    Map<Integer, Long> offsets = committed();
    return ends().entrySet().stream()
        .allMatch(end -> end.getValue().equals(offsets.get(end.getKey())));
  }

  private Map<Integer, Long> ends() {
    Map<Integer, Long> ends = new TreeMap<>();
    tasks.forEach(task -> ends.merge(task.partition(), task.offset() + 1, Math::max));
    return ends;
  }

  /** For each partition the first task that is not finished, or the end. */
  Map<Integer, Long> firstUnfinished(Set<String> finished) {
    Map<Integer, Long> first = ends();
    tasks.stream()
        .filter(task -> !finished.contains(id(task)))
        .forEach(task -> first.merge(task.partition(), task.offset(), Math::min));
    return first;
  }
}
