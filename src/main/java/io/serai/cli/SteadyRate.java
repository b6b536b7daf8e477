package io.serai.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The steady part of a run: from a fifth to nine tenths of its items.
 *
 * @param perSecond items a second
 * @param cpuMicros processor time of this process an item, all threads
 */
record SteadyRate(double perSecond, double cpuMicros) {

  /** How often a run is looked at. */
  static final long LOOK_MS = 100;

  private static final long PATIENCE_NANOS = 120_000_000_000L;

  private record Sample(long at, long cpu, long done) {}

  /**
   * Watches a run until all is done.
   *
   * @param done items that are done
   * @param all how many there will be
   * @throws IllegalStateException when nothing more is done for two minutes
   */
  static SteadyRate watch(LongSupplier done, long all) throws InterruptedException {
    List<Sample> samples = new ArrayList<>();
    long moved = System.nanoTime();
    Sample last = sample(done);
    samples.add(last);
    while (last.done() < all) {
      Thread.sleep(LOOK_MS);
      Sample next = sample(done);
      if (next.done() > last.done()) {
        moved = next.at();
        samples.add(next);
      } else if (next.at() - moved > PATIENCE_NANOS) {
        throw new IllegalStateException(
            "The run stands still at %d of %d: what was logged says why"
                .formatted(next.done(), all));
      }
      last = next;
    }
    Sample from = at(samples, all / 5);
    Sample to = at(samples, all * 9 / 10);
    long items = Math.max(1, to.done() - from.done());
    return new SteadyRate(
        items * 1e9 / Math.max(1, to.at() - from.at()), (to.cpu() - from.cpu()) / 1e3 / items);
  }

  /** The one in the middle. */
  static SteadyRate median(List<SteadyRate> rates) {
    return rates.stream()
        .sorted(Comparator.comparingDouble(SteadyRate::perSecond))
        .toList()
        .get(rates.size() / 2);
  }

  private static Sample sample(LongSupplier done) {
    return new Sample(System.nanoTime(), ProcessUse.cpuNanos(), done.getAsLong());
  }

  private static Sample at(List<Sample> samples, long done) {
    return samples.stream()
        .filter(sample -> sample.done() >= done)
        .findFirst()
        .orElse(samples.get(samples.size() - 1));
  }
}
