package io.serai.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(10)
class ParseSlotsTest {

  private final ParseSlots slots = new ParseSlots(1);

  private static PendingTask task(String id) {
    return new PendingTask(id, null, null, "", null);
  }

  /** Whether the only slot can be had. */
  private boolean isFree() throws InterruptedException {
    CountDownLatch taken = new CountDownLatch(1);
    Thread other =
        new Thread(
            () -> {
              PendingTask task = task("other");
              try {
                slots.take(task);
                taken.countDown();
                slots.leave(task);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    other.start();
    boolean free = taken.await(100, TimeUnit.MILLISECONDS);
    other.interrupt();
    other.join();
    return free;
  }

  @Test
  void should_let_one_wait_for_the_other_when_there_is_one_slot() throws InterruptedException {
    PendingTask first = task("first");
    slots.take(first);
    assertThat(isFree()).isFalse();

    slots.leave(first);
    assertThat(isFree()).isTrue();
  }

  @Test
  void should_take_one_slot_only_when_a_task_asks_twice() throws InterruptedException {
    PendingTask task = task("greedy");
    slots.take(task);
    slots.take(task);
    slots.leave(task);
    assertThat(isFree()).isTrue();
  }

  @Test
  void should_not_make_a_slot_when_one_leaves_that_had_none() throws InterruptedException {
    slots.leave(task("stranger"));
    slots.take(task("first"));
    assertThat(isFree()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"0, true", "262144, true", "262145, false", ", false"})
  void should_let_only_known_small_sources_be_fetched_early(Long size, boolean early) {
    FileTask file = new FileTask("key", "bucket", null, null, size, null, null);
    assertThat(ParseSlots.mayFetchEarly(file)).isEqualTo(early);
  }
}
