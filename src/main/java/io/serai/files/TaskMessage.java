package io.serai.files;

import org.apache.kafka.common.TopicPartition;

/**
 * A record of the tasks topic. Immutable.
 *
 * @param position where it stands
 * @param timestamp of the record, in milliseconds
 * @param value what it says
 * @param id what identifies the task, or null when its sender gave none
 * @param etag of the object when the task was made, or null
 */
public record TaskMessage(Position position, long timestamp, String value, String id, String etag) {

  /** A place in a topic. */
  public record Position(String topic, int partition, long offset) {

    TopicPartition topicPartition() {
      return new TopicPartition(topic, partition);
    }

    @Override
    public String toString() {
      return topic + "-" + partition + "-" + offset;
    }
  }

  /** Distinguishes the record from all others, those of a topic made anew included. */
  String version() {
    return position + "-" + Long.toString(timestamp, 36);
  }
}
