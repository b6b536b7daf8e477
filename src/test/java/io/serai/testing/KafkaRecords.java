package io.serai.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Puts records of text on a broker and takes them off, with clients that live for one call. */
public final class KafkaRecords {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration POLL = Duration.ofMillis(100);

  /** A record; value and key may be null. */
  public record Received(
      int partition, long offset, String key, String value, Map<String, String> headers) {}

  private final Map<String, Object> common;

  /** For a broker without security. */
  public KafkaRecords(String bootstrapServers) {
    this(Map.of("bootstrap.servers", bootstrapServers));
  }

  /** With properties of any client, such as those of security. */
  public KafkaRecords(Map<String, Object> common) {
    this.common = common;
  }

  private Map<String, Object> with(Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>(common);
    all.putAll(more);
    return all;
  }

  /** Appends one record and waits until it is stored. */
  public void send(String topic, String key, String value, Map<String, String> headers) {
    ProducerRecord<String, String> record = new ProducerRecord<>(topic, key, value);
    headers.forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            with(Map.of("acks", "all")), new StringSerializer(), new StringSerializer())) {
      producer.send(record).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (ExecutionException e) {
      throw new AssertionError("the record was not stored", e.getCause());
    }
  }

  /** Appends records in one go, as their keys have it, and returns them with their places. */
  public List<Received> sendAll(String topic, List<Received> records) {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            with(Map.of("acks", "all")), new StringSerializer(), new StringSerializer())) {
      List<Future<RecordMetadata>> places = new ArrayList<>();
      for (Received each : records) {
        ProducerRecord<String, String> record =
            new ProducerRecord<>(topic, each.key(), each.value());
        each.headers().forEach((name, text) -> record.headers().add(name, text.getBytes(UTF_8)));
        places.add(producer.send(record));
      }
      List<Received> stored = new ArrayList<>();
      for (int i = 0; i < records.size(); i++) {
        RecordMetadata place = places.get(i).get();
        Received each = records.get(i);
        stored.add(
            new Received(
                place.partition(), place.offset(), each.key(), each.value(), each.headers()));
      }
      return stored;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (ExecutionException e) {
      throw new AssertionError("the records were not stored", e.getCause());
    }
  }

  /** All that a topic has now. */
  public List<Received> receiveAll(String topic) {
    try (KafkaConsumer<String, String> consumer = consumer(Map.of())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      long all = consumer.endOffsets(partitions).values().stream().mapToLong(end -> end).sum();
      return receive(topic, (int) all);
    }
  }

  /** A consumer outside of any group, at no partition yet. */
  public KafkaConsumer<String, String> consumer(Map<String, Object> more) {
    Map<String, Object> all = new HashMap<>(more);
    // its end waits for the answer to what it asks for in advance, half a second usually
    all.putIfAbsent("fetch.max.wait.ms", 10);
    return new KafkaConsumer<>(with(all), new StringDeserializer(), new StringDeserializer());
  }

  /** Waits for so many records of a topic, from its beginning, and returns all that came. */
  public List<Received> receive(String topic, int count) {
    List<Received> received = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer = consumer(Map.of())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(p -> new TopicPartition(topic, p.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (received.size() < count) {
        consumer.poll(POLL).forEach(record -> received.add(received(record)));
        if (System.nanoTime() - deadline > 0) {
          throw new AssertionError("only these of %d came: %s".formatted(count, received));
        }
      }
    }
    return received;
  }

  private static Received received(ConsumerRecord<String, String> record) {
    Map<String, String> headers = new LinkedHashMap<>();
    record
        .headers()
        .forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
    return new Received(record.partition(), record.offset(), record.key(), record.value(), headers);
  }

  /** Lets a group without members begin at the first records of a topic again. */
  public void rewind(String group, String topic) {
    try (Admin admin = Admin.create(common)) {
      Map<TopicPartition, OffsetAndMetadata> offsets =
          new HashMap<>(
              admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get());
      offsets.keySet().removeIf(partition -> !partition.topic().equals(topic));
      offsets.replaceAll((partition, offset) -> new OffsetAndMetadata(0));
      admin.alterConsumerGroupOffsets(group, offsets).all().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (ExecutionException e) {
      throw new AssertionError("the offsets cannot be set", e.getCause());
    }
  }

  /** What a group has committed of a topic, summed over the partitions. */
  public long committed(String group, String topic) {
    return committedByPartition(group, topic).values().stream().mapToLong(each -> each).sum();
  }

  /** What a group has committed of a topic. */
  public Map<Integer, Long> committedByPartition(String group, String topic) {
    try (Admin admin = Admin.create(common)) {
      return admin
          .listConsumerGroupOffsets(group)
          .partitionsToOffsetAndMetadata()
          .get()
          .entrySet()
          .stream()
          .filter(entry -> entry.getKey().topic().equals(topic) && entry.getValue() != null)
          .collect(Collectors.toMap(e -> e.getKey().partition(), e -> e.getValue().offset()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } catch (ExecutionException e) {
      throw new AssertionError("the offsets cannot be read", e.getCause());
    }
  }
}
