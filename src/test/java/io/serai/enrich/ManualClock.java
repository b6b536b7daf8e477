package io.serai.enrich;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Nanoseconds that pass when the test says so; counts how often it was read. */
final class ManualClock implements LongSupplier {

  private final AtomicLong now = new AtomicLong(1_000_000_000L);
  private final AtomicLong reads = new AtomicLong();

  @Override
  public long getAsLong() {
    reads.incrementAndGet();
    return now.get();
  }

  void advance(Duration time) {
    now.addAndGet(time.toNanos());
  }

  long reads() {
    return reads.get();
  }
}
