package io.serai.ops;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What one reading of the routes folder did to the running routes. Immutable.
 *
 * @param added ids of routes that were not running before
 * @param changed ids of routes that were replaced by a new definition
 * @param removed ids of routes that run no more
 * @param refused files that were found faulty in this reading; their routes run on as they were. A
 *     fault is listed once, not again at every reading: {@link RouteReload#lastErrors()} holds all
 *     that stand
 */
public record ReloadReport(
    Set<String> added, Set<String> changed, Set<String> removed, List<Refusal> refused) {

  /** Copies its arguments. */
  public ReloadReport {
    added = Set.copyOf(added);
    changed = Set.copyOf(changed);
    removed = Set.copyOf(removed);
    refused = List.copyOf(refused);
  }

  /** Whether this reading changed nothing and found no new fault. */
  public boolean isEmpty() {
    return added.isEmpty() && changed.isEmpty() && removed.isEmpty() && refused.isEmpty();
  }

  /**
   * A file that is not taken over.
   *
   * @param file name of the file, without its folder
   * @param line line of the fault, counted from 1, when it is known
   * @param reason what is wrong, in words for the one who wrote the file
   */
  public record Refusal(String file, OptionalInt line, String reason) {

    /** {@code enrich.camel.yaml, line 12: reason}. */
    @Override
    public String toString() {
      return file + (line.isPresent() ? ", line " + line.getAsInt() : "") + ": " + reason;
    }
  }
}
