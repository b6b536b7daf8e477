package io.serai.ops;

import java.time.Duration;
import java.util.List;

/**
 * How a line does at one moment. Immutable.
 *
 * @param running whether a run is under way in this process
 * @param pending items that wait, for all processes; {@link #UNKNOWN} until they were counted
 * @param failed items that are DEAD, or {@link #UNKNOWN}
 * @param processed items that are done, or {@link #UNKNOWN}
 * @param total all items, or {@link #UNKNOWN}
 * @param finishedInThisProcess items that this process finished, well or badly, since its start
 * @param idle time since this process finished an item or began a run
 * @param fault what stops the line, or a part of it, until somebody mends it, such as a wrong
 *     setting or a server that stays away; or null
 * @param paused whether it was told to begin nothing new
 * @param stale why the counts are older than they should be, or null when they are not
 * @param details what else an operator may want to know, one fact a line
 */
public record LineStatus(
    boolean running,
    long pending,
    long failed,
    long processed,
    long total,
    long finishedInThisProcess,
    Duration idle,
    String fault,
    boolean paused,
    String stale,
    List<String> details) {

  /** Stands for a count that nobody could take yet. */
  public static final long UNKNOWN = -1;

  /** Copies the details. */
  public LineStatus {
    details = List.copyOf(details);
  }

  /** Failed items among all, from 0 to 1, as requirement 000 defines it; NaN when not counted. */
  public double failureRate() {
    if (total == UNKNOWN) {
      return Double.NaN;
    }
    return total == 0 ? 0 : (double) failed / total;
  }

  /** One sentence for a person. */
  public String summary() {
    String activity = paused ? "paused" : running ? "running" : "no run under way";
    String counts =
        total == UNKNOWN
            ? "not counted yet"
            : "%d of %d done, %d failed, %d pending".formatted(processed, total, failed, pending);
    return activity + ": " + counts + (stale == null ? "" : " (stale: " + stale + ")");
  }
}
