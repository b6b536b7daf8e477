package io.serai.files;

import static io.serai.files.InboxFixture.P0;
import static io.serai.files.InboxFixture.P1;
import static io.serai.files.InboxFixture.records;
import static org.assertj.core.api.Assertions.assertThat;

import io.serai.files.TaskMessage.Position;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be committed. */
class WatermarksTest {

  private final Watermarks watermarks = new Watermarks();

  private void finish(TopicPartition partition, long... offsets) {
    for (long offset : offsets) {
      watermarks.finished(new Position(partition.topic(), partition.partition(), offset));
    }
  }

  private Long due(TopicPartition partition) {
    OffsetAndMetadata offset = watermarks.due().get(partition);
    return offset == null ? null : offset.offset();
  }

  @Test
  void should_stay_below_the_first_unfinished_when_later_ones_are_finished() {
    watermarks.polled(records(P0, 10, 15));
    watermarks.polled(records(P1, 0, 1));

    finish(P0, 14, 12, 11);
    assertThat(due(P0)).isEqualTo(10);
    finish(P0, 10);
    assertThat(due(P0)).isEqualTo(13);
    finish(P0, 13);
    assertThat(due(P0)).isEqualTo(15);
    assertThat(due(P1)).isZero();
  }

  @Test
  void should_pass_the_marker_of_a_transaction_when_all_before_it_is_finished() {
    watermarks.polled(records(P0, 3, 5));
    watermarks.reached(P0, 6);

    finish(P0, 3);
    assertThat(due(P0)).isEqualTo(4);
    finish(P0, 4);
    assertThat(due(P0)).isEqualTo(6);
    watermarks.reached(P1, 9);
    assertThat(due(P1)).isNull();
  }

  @Test
  void should_pass_over_offsets_that_hold_no_record_when_there_are_gaps() {
    watermarks.polled(records(P0, 3, 4));
    watermarks.polled(records(P0, 9, 10));

    finish(P0, 3);
    assertThat(due(P0)).isEqualTo(9);
    finish(P0, 9);
    assertThat(due(P0)).isEqualTo(10);
  }

  @Test
  void should_have_nothing_due_when_all_is_committed() {
    assertThat(watermarks.due()).isEmpty();
    watermarks.polled(records(P0, 0, 3));
    finish(P0, 0, 1);
    watermarks.committed(watermarks.due());
    assertThat(watermarks.due()).isEmpty();

    watermarks.committed(Map.of(P0, new OffsetAndMetadata(1), P1, new OffsetAndMetadata(9)));
    assertThat(watermarks.due()).as("a commit that was slower").isEmpty();
    finish(P0, 2);
    assertThat(due(P0)).isEqualTo(3);
  }

  @Test
  void should_not_go_back_when_a_committed_record_comes_again() {
    watermarks.polled(records(P0, 0, 5));
    finish(P0, 0, 1, 2, 3, 4);
    watermarks.committed(watermarks.due());

    watermarks.polled(records(P0, 2, 5));
    assertThat(watermarks.due()).isEmpty();
    finish(P0, 2, 2, 3, 4);
    assertThat(watermarks.due()).isEmpty();
  }

  @Test
  void should_begin_anew_when_a_partition_was_taken_away() {
    watermarks.polled(records(P0, 0, 5));
    finish(P0, 0);
    watermarks.forget(List.of(P0, P1));
    finish(P0, 1);
    assertThat(watermarks.due()).isEmpty();

    watermarks.polled(records(P0, 1, 3));
    assertThat(due(P0)).isEqualTo(1);
    finish(P0, 1);
    assertThat(due(P0)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void should_never_commit_past_an_unfinished_record_when_anything_happens(long seed) {
    Random random = new Random(seed);
    Set<Long> unfinished = new HashSet<>();
    Set<Long> finishedHere = new HashSet<>();
    long position = 0;
    long committed = 0;
    for (int step = 0; step < 3_000; step++) {
      switch (random.nextInt(8)) {
        case 0, 1 -> {
          List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
          for (int i = random.nextInt(6); i > 0; i--) {
            position += random.nextInt(10) == 0 ? 3 : 0;
            batch.add(new ConsumerRecord<>("t", 0, position, null, null));
            if (!finishedHere.contains(position)) {
              unfinished.add(position);
            }
            position++;
          }
          watermarks.polled(new ConsumerRecords<>(Map.of(P0, batch)));
          batch.stream()
              .filter(record -> finishedHere.contains(record.offset()))
              .forEach(record -> finish(P0, record.offset()));
        }
        case 2 -> {
          if (random.nextInt(20) == 0) {
            watermarks.forget(List.of(P0));
            unfinished.clear();
            position = committed;
          }
        }
        case 3 -> {
          Long due = due(P0);
          if (due != null) {
            assertThat(due).isGreaterThanOrEqualTo(committed);
            assertThat(unfinished).allMatch(offset -> offset >= due);
            watermarks.committed(watermarks.due());
            committed = due;
          }
        }
        default -> {
          if (!unfinished.isEmpty()) {
            List<Long> all = List.copyOf(unfinished);
            long offset = all.get(random.nextInt(all.size()));
            unfinished.remove(offset);
            finishedHere.add(offset);
            finish(P0, offset);
          }
        }
      }
    }
    List.copyOf(unfinished).forEach(offset -> finish(P0, offset));
    Long last = due(P0);
    assertThat(last == null ? committed : last).isEqualTo(position);
  }
}
