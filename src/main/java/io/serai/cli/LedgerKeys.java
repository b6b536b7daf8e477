package io.serai.cli;

import io.serai.config.SettingsException;
import io.serai.ledger.ItemFilter;
import io.serai.ledger.LedgerDesk;
import io.serai.ledger.WorkItem;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Whether what an operator names is in the ledger. */
final class LedgerKeys {

  /** Lines whose finished items say what must not be done again. */
  static final Set<String> MEMORIES = Set.of("files-scan");

  private static final int MOST_SIMILAR = 5;

  private LedgerKeys() {}

  /** An item by its key, or by a part of it that fits no other; else says what there is. */
  static Optional<WorkItem> find(LedgerDesk desk, String line, String key, PrintWriter err) {
    Optional<WorkItem> item = desk.find(line, key);
    if (item.isPresent()) {
      return item;
    }
    List<String> similar = desk.keysWith(line, key, MOST_SIMILAR);
    if (similar.size() != 1) {
      missing(line, key, similar, err);
      return item;
    }
    err.printf("Of %s only this fits: %s%n", line, ResultRows.harmless(similar.get(0)));
    return desk.find(line, similar.get(0));
  }

  /**
   * Whether there is an item of the key that a filter names, in any state; else says what there is.
   */
  static boolean has(LedgerDesk desk, ItemFilter filter, PrintWriter err) {
    String line = filter.line();
    String key = filter.key();
    if (key == null || desk.count(new ItemFilter(line, null, null, key)) > 0) {
      return true;
    }
    missing(line, key, desk.keysWith(line, key, MOST_SIMILAR), err);
    return false;
  }

  /** Whoever knows the name of a file does not know the key of its task. */
  private static void missing(String line, String key, List<String> similar, PrintWriter err) {
    String of = line == null ? "" : " of " + line;
    if (similar.isEmpty()) {
      String option = line == null ? "" : " --line " + line;
      err.printf(
          "The ledger%s has no item %s; serai ledger list%s shows its keys.%n", of, key, option);
    } else {
      err.printf("The ledger%s has no item %s, but these:%n", of, key);
      similar.forEach(each -> err.printf("  %s%n", ResultRows.harmless(each)));
    }
  }

  /**
   * Insists on a line that Serai has, or of which the ledger has items.
   *
   * @param line null for all of them
   * @throws SettingsException naming those that there are
   */
  static void requireLine(LedgerDesk desk, String line) {
    if (line == null || Application.LINES.contains(line) || MEMORIES.contains(line)) {
      return;
    }
    if (desk.list(new ItemFilter(line, null, null, null), 1).isEmpty()) {
      Set<String> lines = new TreeSet<>(Application.LINES);
      lines.addAll(MEMORIES);
      throw new SettingsException(
          "There is no line %s; there are: %s".formatted(line, String.join(", ", lines)));
    }
  }
}
