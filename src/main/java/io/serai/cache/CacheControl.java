package io.serai.cache;

import io.serai.ops.Line;
import io.serai.ops.LineStatus;
import io.serai.ops.Reading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The cache line as its operators see it: its items are the jobs. A job is pending while it is
 * overdue, failed while its last cycle was. Thread-safe.
 */
public final class CacheControl implements Line {

  private static final long LOOK_MS = 20;

  private final CacheJobs jobs;
  private final CacheSchedule schedule;
  private final CacheProgress progress;
  private final Reading<Map<String, CacheState>> states;
  private final AtomicReference<CacheProgress.Counts> seen = new AtomicReference<>();

  CacheControl(CacheJobs jobs, CacheStore store, CacheSchedule schedule, CacheProgress progress) {
    this.jobs = jobs;
    this.schedule = schedule;
    this.progress = progress;
    this.states =
        Reading.costly(
            "serai-cache-states",
            () -> store.states(jobs.all().stream().map(CacheJob::name).toList()));
  }

  @Override
  public String name() {
    return CacheLine.NAME;
  }

  @Override
  public LineStatus status() {
    Reading.Sample<Map<String, CacheState>> sample = states();
    Map<String, CacheState> read = sample.value();
    List<CacheJob> all = jobs.all();
    progress.faults().keepOnly(all.stream().map(CacheJob::name).toList());
    CacheProgress.Counts done = progress.counts();
    long failed = read == null ? LineStatus.UNKNOWN : count(all, read, CacheControl::isFailing);
    long pending = read == null ? LineStatus.UNKNOWN : count(all, read, CacheControl::isOverdue);
    return new LineStatus(
        !schedule.isPaused(),
        pending,
        failed,
        read == null ? LineStatus.UNKNOWN : all.size() - failed - pending,
        read == null ? LineStatus.UNKNOWN : all.size(),
        done.refreshed() + done.failed(),
        progress.idle(),
        progress.faults().lasting().orElse(null),
        schedule.isPaused(),
        sample.stale(),
        details(all, read));
  }

  /** Read anew when this process has changed them. */
  private Reading.Sample<Map<String, CacheState>> states() {
    CacheProgress.Counts counts = progress.counts();
    if (!counts.equals(seen.getAndSet(counts))) {
      states.expire();
    }
    return states.get();
  }

  private interface Question {
    boolean asks(CacheJob job, CacheState state);
  }

  private static long count(List<CacheJob> all, Map<String, CacheState> read, Question question) {
    return all.stream()
        .filter(job -> read.containsKey(job.name()))
        .filter(job -> question.asks(job, read.get(job.name())))
        .count();
  }

  private static boolean isFailing(CacheJob job, CacheState state) {
    return state.failures() > 0;
  }

  private static boolean isOverdue(CacheJob job, CacheState state) {
    return !isFailing(job, state)
        && state.age().map(age -> age.compareTo(job.ttl()) > 0).orElse(true);
  }

  private List<String> details(List<CacheJob> all, Map<String, CacheState> read) {
    List<String> details = new ArrayList<>();
    for (CacheJob job : all) {
      CacheState state = read == null ? null : read.get(job.name());
      if (state != null) {
        details.add(describe(job, state));
      }
    }
    progress.faults().redis().forEach((job, why) -> details.add(job + " is not refreshed: " + why));
    jobs.refused().values().forEach(reason -> details.add("refused: " + reason));
    return details;
  }

  private static String describe(CacheJob job, CacheState state) {
    return "%s: %s%s"
        .formatted(
            job.name(),
            state
                .age()
                .map(age -> "%d keys, %d s old".formatted(state.keys(), age.toSeconds()))
                .orElse("never refreshed"),
            state.failures() == 0
                ? ""
                : ", failed %d times: %s".formatted(state.failures(), state.lastError()));
  }

  /** Seconds since a job was last refreshed; NaN when it never was, or Redis cannot tell. */
  double ageSeconds(String job) {
    Map<String, CacheState> read = states().value();
    CacheState state = read == null ? null : read.get(job);
    return state == null
        ? Double.NaN
        : state.age().map(age -> age.toMillis() / 1000.0).orElse(Double.NaN);
  }

  @Override
  public void pause() {
    schedule.pause();
  }

  @Override
  public void resume() {
    schedule.resume();
  }

  @Override
  public void beginDrain() {
    schedule.drain();
  }

  @Override
  public void drain(Duration patience) throws InterruptedException {
    beginDrain();
    long end = System.nanoTime() + patience.toNanos();
    while (progress.inFlight() > 0 && System.nanoTime() - end < 0) {
      Thread.sleep(LOOK_MS);
    }
  }
}
