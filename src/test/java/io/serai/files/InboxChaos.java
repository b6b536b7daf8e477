package io.serai.files;

import io.serai.ledger.Claim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;

/**
 * All that happens to an inbox, at random: a consumer with its rebalances, workers whose attempts
 * end in every way, a writer, an operator, and a ledger that is away now and then. Lanes are spread
 * over the partitions as Kafka spreads keys.
 */
final class InboxChaos implements AutoCloseable {

  static final int PARTITIONS = 4;
  static final int RECORDS = 150;
  private static final int LANES = 5;
  private static final int PERCENT = 100;
  private static final int FLIES = 50;
  private static final int MORE_READERS = 3;

  private final Random random;
  private final boolean rough;
  private final FakeTaskLedger ledger = new FakeTaskLedger(InboxChaos::millis);
  private final TaskInbox inbox;
  private final int workers;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Queue<PendingTask> written = new ConcurrentLinkedQueue<>();
  private final Map<String, PendingTask> busyLanes = new ConcurrentHashMap<>();
  private final Map<String, List<Long>> effects = new ConcurrentHashMap<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger mostInFlight = new AtomicInteger();
  private final List<String> faults = new CopyOnWriteArrayList<>();
  private final long[] committed = new long[PARTITIONS];
  private volatile boolean over;

  /**
   * @param rough whether partitions go and leases are lost, too, after which order is best effort
   */
  InboxChaos(long seed, int workers, boolean rough) {
    this.random = new Random(seed);
    this.rough = rough;
    this.workers = workers;
    this.inbox =
        new TaskInbox(ledger, workers, n -> n < workers, InboxChaos::millis, Runnable::run);
  }

  /** Time flies, so that waits of seconds take no time. */
  private static long millis() {
    return TimeUnit.NANOSECONDS.toMicros(System.nanoTime()) / FLIES;
  }

  void run() throws Exception {
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < workers + MORE_READERS; i++) {
      Random own = new Random(random.nextLong());
      running.add(threads.submit(() -> work(own)));
    }
    Random writers = new Random(random.nextLong());
    running.add(threads.submit(() -> write(writers)));
    Random operators = new Random(random.nextLong());
    running.add(threads.submit(() -> operate(operators)));
    try {
      consume();
    } finally {
      over = true;
      inbox.close();
    }
    for (Future<?> each : running) {
      each.get(10, TimeUnit.SECONDS);
    }
  }

  private void consume() {
    long[] position = new long[PARTITIONS];
    long deadline = millis() + TimeUnit.SECONDS.toMicros(20) / FLIES;
    while (Arrays.stream(committed).anyMatch(offset -> offset < RECORDS) || inbox.size() > 0) {
      int partition = random.nextInt(PARTITIONS);
      TopicPartition place = new TopicPartition("t", partition);
      if (rough && chance(random, 4)) {
        inbox.giveUp(List.of(place));
        inbox.awaitFinished(List.of(place), Duration.ofMillis(random.nextInt(4)));
        commit();
        inbox.watermarks().forget(List.of(place));
        position[partition] = committed[partition];
      } else if (inbox.hasRoom()) {
        long end = Math.min(RECORDS, position[partition] + random.nextInt(12));
        inbox.watermarks().polled(InboxFixture.records(place, position[partition], end));
        LongStream.range(position[partition], end).forEach(offset -> put(place, offset));
        position[partition] = end;
      }
      commit();
      pause(200);
      if (millis() > deadline) {
        throw new IllegalStateException("stuck at " + Arrays.toString(committed));
      }
    }
  }

  private void put(TopicPartition place, long offset) {
    String lane = place.partition() + "/" + offset % LANES;
    inbox.put(InboxFixture.task(place + "@" + offset, lane, place, offset));
  }

  private void commit() {
    inbox
        .watermarks()
        .due()
        .forEach(
            (partition, offset) -> {
              if (offset.offset() < committed[partition.partition()]) {
                faults.add(partition + " was committed backwards");
              }
              committed[partition.partition()] = offset.offset();
              inbox.watermarks().committed(Map.of(partition, offset));
            });
  }

  private void work(Random own) {
    for (PendingTask task = inbox.stream("test").next();
        task != null;
        task = inbox.stream("test").next()) {
      mostInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
      PendingTask other = busyLanes.putIfAbsent(task.lane(), task);
      if (other != null) {
        faults.add(task.id() + " began beside " + other.id());
      }
      pause(own.nextInt(300));
      end(own, task);
    }
  }

  private void end(Random own, PendingTask task) {
    busyLanes.remove(task.lane(), task);
    inFlight.decrementAndGet();
    if (chance(own, 10)) {
      ledger.fail(task.claim(), own.nextInt(4));
      inbox.retry(task);
    } else if (chance(own, 3)) {
      ledger.release(List.of(task.claim()));
      inbox.retry(task);
    } else {
      effects
          .computeIfAbsent(task.lane(), lane -> new CopyOnWriteArrayList<>())
          .add(offset(task.id()));
      inbox.worked(task);
      written.add(task);
    }
  }

  /** Goes on to the end, because what was begun is finished before a process ends. */
  private void write(Random own) {
    while (!over || !written.isEmpty()) {
      PendingTask task = written.poll();
      if (task == null) {
        pause(50);
        continue;
      }
      if (rough && chance(own, 5)) {
        ledger.reap(task.id());
      }
      Claim claim = task.claim();
      if (ledger.complete(claim)) {
        inbox.settled(task);
      } else {
        inbox.retry(task);
      }
    }
  }

  private static long offset(String id) {
    return Long.parseLong(id.substring(id.indexOf('@') + 1));
  }

  private void operate(Random own) {
    while (!over) {
      switch (own.nextInt(6)) {
        case 0 -> {
          inbox.pause();
          pause(500);
          inbox.resume();
        }
        case 1 -> {
          if (rough) {
            inbox.takeDue();
          }
        }
        case 2 -> ledger.setAway(chance(own, 3));
        default -> pause(500);
      }
    }
    ledger.setAway(false);
    inbox.resume();
  }

  private static boolean chance(Random own, int percent) {
    return own.nextInt(PERCENT) < percent;
  }

  private static void pause(int micros) {
    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(micros));
  }

  TaskInbox inbox() {
    return inbox;
  }

  FakeTaskLedger ledger() {
    return ledger;
  }

  /** What must not happen, and did. */
  List<String> faults() {
    return faults;
  }

  /** Offsets of the tasks of each source, as their effects came about. */
  Map<String, List<Long>> effects() {
    return effects;
  }

  int mostInFlight() {
    return mostInFlight.get();
  }

  List<Long> committed() {
    return Arrays.stream(committed).boxed().toList();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
