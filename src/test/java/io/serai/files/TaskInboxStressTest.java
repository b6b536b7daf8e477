package io.serai.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many threads do to an inbox what Kafka, workers, the ledger and operators do, at random. */
@Timeout(30)
class TaskInboxStressTest {

  private static final int WORKERS = 6;

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13})
  void should_keep_the_order_of_each_source_when_attempts_fail_and_operators_pause(long seed)
      throws Exception {
    try (InboxChaos chaos = new InboxChaos(seed, WORKERS, false)) {
      chaos.run();

      requireAllDoneOnce(chaos);
      assertThat(chaos.effects().values()).allSatisfy(offsets -> assertThat(offsets).isSorted());
      assertThat(chaos.effects().values().stream().mapToInt(List::size).sum())
          .isEqualTo(InboxChaos.PARTITIONS * InboxChaos.RECORDS);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {21, 22, 23, 24})
  void should_do_all_once_when_partitions_go_and_leases_are_lost(long seed) throws Exception {
    try (InboxChaos chaos = new InboxChaos(seed, WORKERS, true)) {
      chaos.run();

      requireAllDoneOnce(chaos);
    }
  }

  private static void requireAllDoneOnce(InboxChaos chaos) {
    assertThat(chaos.faults()).isEmpty();
    assertThat(chaos.ledger().notCompletedOnce()).isEmpty();
    assertThat(chaos.inbox().inFlight()).isZero();
    assertThat(chaos.inbox().size()).isZero();
    assertThat(chaos.ledger().held()).as("claims that nobody gave back").isEmpty();
    assertThat(chaos.committed()).allMatch(offset -> offset == InboxChaos.RECORDS);
    assertThat(chaos.mostInFlight()).isBetween(2, WORKERS);
  }
}
