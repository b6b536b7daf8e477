package io.serai.files.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UploadPartsTest {

  private static final int MB = 1 << 20;
  private static final long TERABYTE = 1L << 40;

  @Test
  void should_grow_so_that_a_huge_result_needs_no_more_parts_than_s3_takes() {
    UploadParts parts = UploadParts.standard(new UploadBuffers(TERABYTE));

    assertThat(List.of(1, 1_000, 1_001, 2_000, 2_001, 4_000, 4_001, 10_000))
        .extracting(parts::size)
        .containsExactly(8 * MB, 8 * MB, 16 * MB, 16 * MB, 32 * MB, 64 * MB, 128 * MB, 128 * MB);
    assertThat(IntStream.rangeClosed(1, UploadParts.MOST).mapToLong(parts::size).sum())
        .isGreaterThan(800L << 30);
  }

  @Test
  void should_not_outgrow_the_memory_when_the_heap_is_small() {
    assertThat(UploadParts.standard(new UploadBuffers(20 * MB)).size(10_000)).isEqualTo(16 * MB);
    assertThat(UploadParts.standard(new UploadBuffers(MB)).size(10_000)).isEqualTo(8 * MB);
  }

  @Test
  void should_hold_less_than_the_budget_when_many_want_memory_at_once() throws Exception {
    UploadBuffers buffers = new UploadBuffers(20 * MB);
    ExecutorService pool = Executors.newFixedThreadPool(16);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        all.add(
            pool.submit(
                () -> {
                  int permits = buffers.acquire(8 * MB);
                  assertThat(buffers.freeBytes()).isBetween(0L, 12L * MB);
                  buffers.release(permits);
                  return null;
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(buffers.freeBytes()).isEqualTo(20 * MB);
  }

  @Test
  void should_let_one_pass_when_it_wants_more_than_there_is() throws Exception {
    UploadBuffers buffers = new UploadBuffers(MB);

    buffers.release(buffers.acquire(8 * MB));

    assertThat(buffers.freeBytes()).isEqualTo(MB);
  }

  @Test
  void should_stop_waiting_when_interrupted() throws Exception {
    UploadBuffers buffers = new UploadBuffers(MB);
    buffers.acquire(MB);
    CountDownLatch over = new CountDownLatch(1);
    Thread waiting =
        new Thread(
            () -> {
              assertThatThrownBy(() -> buffers.acquire(1))
                  .isInstanceOf(InterruptedIOException.class);
              over.countDown();
            });
    waiting.start();
    await().until(() -> waiting.getState() == Thread.State.WAITING);

    waiting.interrupt();

    await().until(() -> over.getCount() == 0);
  }
}
