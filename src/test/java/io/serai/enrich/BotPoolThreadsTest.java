package io.serai.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A wake-up that is lost costs half a second; thousands of them cost more than the time limit. */
@Timeout(60)
class BotPoolThreadsTest {

  private static final int THREADS = 64;

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  @AfterEach
  void endThreads() {
    threads.shutdownNow();
  }

  @Test
  void should_hand_on_a_single_place_when_64_threads_want_it() throws Exception {
    BotPool pool = new BotPool(List.of("only"), 1, inFlight -> true, System::nanoTime);
    AtomicInteger holders = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    run(
        () -> {
          for (int i = 0; i < 50; i++) {
            BotCall call = pool.acquire();
            most.accumulateAndGet(holders.incrementAndGet(), Math::max);
            holders.decrementAndGet();
            pool.succeeded(call);
          }
          return null;
        });
    assertThat(most).hasValue(1);
    assertThat(pool.states().get(0).answered()).isEqualTo(THREADS * 50L);
  }

  @Test
  void should_serve_all_when_calls_end_in_every_way() throws Exception {
    BotPool pool =
        new BotPool(List.of("a", "b", "c", "d"), THREADS, inFlight -> true, System::nanoTime);
    AtomicInteger seeds = new AtomicInteger();
    run(
        () -> {
          Random random = new Random(seeds.incrementAndGet());
          for (int i = 0; i < 200; i++) {
            end(pool, pool.acquire(), random.nextInt(1_000));
          }
          return null;
        });
    assertThat(pool.states()).allSatisfy(bot -> assertThat(bot.inFlight()).isZero());
    assertThat(pool.states().stream().mapToLong(BotState::calls).sum()).isEqualTo(THREADS * 200L);
  }

  private static void end(BotPool pool, BotCall call, int chance) {
    if (chance < 2) {
      pool.throttled(call, null);
    } else if (chance < 12) {
      pool.failed(call);
    } else if (chance < 30) {
      pool.released(call);
    } else {
      pool.succeeded(call);
    }
  }

  @Test
  void should_serve_the_others_when_threads_that_wait_are_interrupted() throws Exception {
    BotPool pool = new BotPool(List.of("only"), 1, inFlight -> true, System::nanoTime);
    BotCall held = pool.acquire();
    BlockingQueue<Object> results = new LinkedBlockingQueue<>();
    List<Thread> waiting = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      waiting.add(new Thread(() -> results.add(callOrInterrupt(pool))));
    }
    waiting.forEach(Thread::start);
    for (int i = 0; i < THREADS; i += 2) {
      waiting.get(i).interrupt();
    }
    pool.succeeded(held);
    for (int i = 0; i < THREADS; i++) {
      if (results.poll(20, TimeUnit.SECONDS) instanceof BotCall call) {
        pool.succeeded(call);
      }
    }
    assertThat(pool.states().get(0).answered()).isGreaterThanOrEqualTo(1 + THREADS / 2);
    assertThat(pool.states().get(0).inFlight()).isZero();
  }

  private static Object callOrInterrupt(BotPool pool) {
    try {
      return pool.acquire();
    } catch (InterruptedException e) {
      return e;
    }
  }

  private void run(Callable<Void> work) throws Exception {
    List<Future<Void>> futures = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      futures.add(threads.submit(work));
    }
    for (Future<Void> future : futures) {
      future.get();
    }
  }
}
